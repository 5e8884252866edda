"""Where quotations open and close."""

from __future__ import annotations

import pytest

from trucewatch.extract.quotes import find_quotes, left_open, marked_quotes


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "we left" and went.', ["we left"]),
        ("He said “we left” and went.", ["we left"]),
        ("He said «we left» and went.", ["we left"]),
        ("He said ''we left'' and went.", ["we left"]),
        ("He said ``we left'' and went.", ["we left"]),
        ('"We left." "We came back."', ["We left.", "We came back."]),
        ("“We saw “smoke” there.”", ["We saw “smoke"]),
        ("He said „we left“ and „stayed away”.", ["we left", "stayed away"]),
        ("'We left.' They said: ‘The bridge is gone,’ and went.", ["We left.", "The bridge is gone,"]),
        ("The soldiers' guns and 'so-called' troops of the '90s.", []),
        ("\"They said 'We left.' to us.\"", ["They said 'We left.' to us."]),
        ("One closed” without an opener.", []),
        ('A 7" plank lay there.', []),
        ("", []),
        ('""', []),
    ],
)
def test_quoted_words(text: str, quoted: list[str]) -> None:
    assert [text[a:b] for a, b in find_quotes(text)] == quoted


def test_blank_lines_do_not_shift_what_follows() -> None:
    text = 'First.\n\n\nSecond.\n\n"We left," he said.\n\nThen "we came back".'
    assert [text[a:b] for a, b in find_quotes(text)] == ["We left,", "we came back"]


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    text = "“We left.\n\n“We came back,” he said."
    assert [text[a:b] for a, b in find_quotes(text)] == ["We left.", "We came back,"]
    assert [text[a:b] for a, b in marked_quotes(text)] == ["“We left.", "“We came back,”"]
    assert left_open(text) == {len("“We left.")}


def test_a_mark_that_clearly_opens_starts_anew() -> None:
    text = 'A stray " stood here, then "we left" came.'
    assert [text[a:b] for a, b in find_quotes(text)][-1] == "we left"
