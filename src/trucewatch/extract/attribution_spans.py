"""Where a text names a source, says that it speaks, and what it says: body offsets for marking and for measuring."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.cue_frames import Kind, choose_frames, kind_of
from trucewatch.extract.cue_words import cue_tokens
from trucewatch.extract.quotes import left_open, marked_quotes

if TYPE_CHECKING:
    from trucewatch.extract.cue_frames import Frame
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

Stretch = tuple[int, int]
_HEADLINE = re.compile(
    r"^(?P<name>[A-Z][^\n:.!?“\"0-9]{1,50})(?P<colon>:) (?P<content>[“\"‘'A-Z0-9][^\n]*[^\n\s.])\.?[ ]*$", re.M
)
_SMALL = ("of", "the", "and", "for", "in", "de", "la", "al", "on", "camp", "spokesman", "spokeswoman")
_LONGEST_NAME = 6
_NEAR = 200  # characters between an attribution and a paragraph that is but a quotation
_NO_NAMES = ("The", "Question", "Answer", "Note", "Update", "Updated", "Correction", "Editor", "Watch", "Read", "Photo")
_OPEN, _CLOSE = "“„«\"'`‘", "”»\"'’"
_STOPS = (",", ":", ";", ".", "-", "–", "—", "?", "!", "(", "...", "…")
_STARTS = (",", ":", ";", ".", "-", "–", "—", ")", "]")


class SpokenSpans(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution as stretches of the body. `source` is empty where none is named; `content` may be in pieces."""

    source: tuple[Stretch, ...]
    cue: Stretch
    content: tuple[Stretch, ...]
    kind: Kind
    rule: str


def attributed_spans(sentences: list[Sentence], body: str, *, attitudes: bool = False) -> tuple[SpokenSpans, ...]:
    """All attributions of a body as stretches, in the order of the text; cues within quotations are left out.

    `attitudes`: with attitudes and intentions ("hopes that", "plans to") beside speech.
    """
    quotes, unclosed = marked_quotes(body), left_open(body)
    out = list(headline_spans(body))
    for sentence in sentences:
        for frame in choose_frames(sentence):
            at = sentence.base + frame.head.idx
            if any(start <= at < end for start, end in quotes) or not (attitudes or kind_of(frame) != "attitude"):
                continue
            found = _spans(frame, sentence, body, quotes, unclosed)
            if found is not None:
                out.append(found)
    out.sort(key=lambda one: one.cue)
    return tuple(_with_quoted_paragraphs(out, quotes, body))


def _with_quoted_paragraphs(found: list[SpokenSpans], quotes: tuple[Stretch, ...], body: str) -> Iterator[SpokenSpans]:
    """With the paragraphs that are but a quotation, which go to the attribution in the paragraph before."""
    taken = sorted(stretch for one in found for stretch in one.content)
    starts = [s for s, _ in taken]
    loose = []
    for q in quotes:
        whole = (not q[0] or body[q[0] - 1] == "\n") and body[q[1] :].split("\n", 1)[0].strip() == ""
        at = bisect_right(starts, q[1])
        if whole and not (at and taken[at - 1][1] > q[0]):
            loose.append(q)
    more: dict[int, list[Stretch]] = {}
    for q in loose:
        at = bisect_right(found, q[0], key=lambda one: one.cue[0]) - 1
        if at >= 0:
            last = max([found[at].cue, *found[at].content, *more.get(at, ())], key=lambda s: s[1])[1]
            near = body[last : q[0]].strip().count("\n") == 0 and len(body[last : q[0]]) < _NEAR
            if near and found[at].kind == "speech":
                more.setdefault(at, []).append(q)
    for i, one in enumerate(found):
        yield msgspec.structs.replace(one, content=(*one.content, *more[i])) if i in more else one


def headline_spans(body: str) -> Iterator[SpokenSpans]:
    """ "Ministry: Two posts shelled": a line whose first words are a name before a colon."""
    for match in _HEADLINE.finditer(body):
        name, content = match.span("name"), match.span("content")
        words_of_it = match["name"].split()
        lower = [w for w in words_of_it if w[0].islower() and w not in _SMALL]
        if lower or len(words_of_it) > _LONGEST_NAME or words_of_it[0] in _NO_NAMES:
            continue
        at = match.start("colon")
        yield SpokenSpans(
            source=(name,), cue=(at, at + 1), content=(content,), kind="speech", rule="attribution:headline"
        )


def _spans(
    frame: Frame, sentence: Sentence, body: str, quotes: tuple[Stretch, ...], unclosed: frozenset[int]
) -> SpokenSpans | None:
    cue = sentence.offsets(cue_tokens(frame))
    content = content_stretches(frame, sentence, body, cue)
    if frame.shape == "tag" and not content:
        content = tuple(q for q in quotes if 0 <= sentence.start - q[1] <= 1) or _next_paragraph(sentence, body)
    if not content:
        return None
    content = _whole_quotes(content, cue, quotes)
    if body[cue[1] : cue[1] + 1] == ":" and frame.kind == "verb":
        cue = cue[0], cue[1] + 1  # "she replied:"
    if frame.may_quote:
        if frame.shape == "tag" or body[content[0][0]] in _OPEN:
            content = _going_on(content, max(sentence.end, content[-1][1]), quotes, unclosed, body)
    source = source_stretch(frame, sentence, body)
    return SpokenSpans(
        source=source, cue=cue, content=content, kind=kind_of(frame), rule=f"attribution:{frame.kind}:{frame.shape}"
    )


def _next_paragraph(sentence: Sentence, body: str) -> tuple[Stretch, ...]:
    """The paragraph that a colon at the end of one leads in."""
    end = sentence.end
    if not body[:end].rstrip().endswith(":") or body[end:].lstrip(" ")[:1] != "\n":
        return ()
    start = len(body) - len(body[end:].lstrip())
    stop = body.find("\n", start)
    found = (start, len(body) if stop < 0 else stop)
    return (found,) if found[0] < found[1] else ()


def source_stretch(frame: Frame, sentence: Sentence, body: str) -> tuple[Stretch, ...]:
    """The whole noun phrase of a source, with its appositions and the comma that closes them."""
    head = frame.source
    if head is None:
        return ()
    ahead = head.i < frame.head.i
    kept = [t for t in head.subtree if (t.i < frame.head.i) == ahead]  # a source does not reach over its own cue
    kept = _run_around(kept, head)
    while kept and kept[-1].is_punct and kept[-1].text not in ")\"'":
        kept.pop()
    while kept and (kept[0].dep_ == "cc" or kept[0].is_punct):
        kept.pop(0)
    if not kept:
        return ()
    start, end = sentence.offsets(kept)
    set_off = any(t.dep_ in ("appos", "relcl", "acl") for t in kept) and any(t.text == "," for t in kept)
    if ahead and set_off and body[end : end + 1] == ",":
        end += 1
    return ((start, end),)


def _run_around(tokens: list[Token], head: Token) -> list[Token]:
    """The unbroken run of tokens that holds the head."""
    numbers = {t.i for t in tokens}
    first = last = head.i
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    return [t for t in sorted(tokens, key=lambda t: t.i) if first <= t.i <= last]


def content_stretches(frame: Frame, sentence: Sentence, body: str, cue: Stretch) -> tuple[Stretch, ...]:
    """The words attributed, without marks at their ends other than those of quotations."""
    left_out = set() if frame.shape == "according" else _according(sentence)
    out: list[Stretch] = []
    run: list[Token] = []
    for t in [*sentence.tokens, None]:
        if t is not None and t.i in frame.content and t.i not in left_out:
            run.append(t)
            continue
        found = _trim(run, sentence, body) if run else None
        if found is not None:
            out.append(found)
        run = []
    return tuple(s for s in out if s[1] <= cue[0] or s[0] >= cue[1])


def _according(sentence: Sentence) -> set[int]:
    """Words of ", according to X", which no other content takes in."""
    heads = [t for t in sentence.tokens if t.lower_ == "according" and t.i and t.nbor(-1).text in (",", '"')]
    return {x.i for t in heads for x in t.subtree}


def _trim(run: list[Token], sentence: Sentence, body: str) -> Stretch | None:
    while run and (run[0].is_space or run[0].text in _STARTS or (run[1:] and _opens_sentence(run[0], sentence))):
        run = run[1:]
    while run and (run[-1].is_space or run[-1].text in _STOPS or (run[1:] and run[-1].dep_ == "cc")):
        run = run[:-1]
    if not any(t.is_alpha or t.like_num for t in run):
        return None
    start, end = sentence.offsets(run)
    opened, closed = _unbalanced(body[start:end])
    if closed:
        while start > 0 and body[start - 1] in _OPEN:
            start -= 1
    if opened or closed:
        # a closing mark right behind belongs to the content, and so does the stop before it
        ahead = end
        while ahead < len(body) and body[ahead] in ",.?!…":
            ahead += 1
        while ahead < len(body) and body[ahead] in _CLOSE:
            ahead += 1
            end = ahead
    return start, end


def _opens_sentence(token: Token, sentence: Sentence) -> bool:
    """True for the "But" or "And" at the head of a sentence."""
    return token.dep_ == "cc" and token is sentence.tokens[0]


def _unbalanced(text: str) -> tuple[int, int]:
    """How many marks stay open, and how many close without having been opened."""
    opened = closed = 0
    for mark in text.replace("''", '"').replace("``", '"'):
        if mark in "“„«":
            opened += 1
        elif mark in "”»":
            opened, closed = (opened - 1, closed) if opened else (0, closed + 1)
        elif mark == '"':
            opened = 0 if opened else 1
    return opened, closed


def _whole_quotes(content: tuple[Stretch, ...], cue: Stretch, quotes: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Contents widened to the quotations that they touch."""
    out = list(content)
    for q in quotes:
        touched = [s for s in out if s[0] < q[1] and q[0] < s[1]]
        if not touched or q[0] < cue[0] < q[1]:
            continue
        start, end = min(q[0], *(s for s, _ in touched)), max(q[1], *(e for _, e in touched))
        if start >= cue[1] or end <= cue[0]:
            out = [s for s in out if s not in touched] + [(start, end)]
    return tuple(sorted(out))


def _going_on(
    content: tuple[Stretch, ...], last: int, quotes: tuple[Stretch, ...], unclosed: frozenset[int], body: str
) -> tuple[Stretch, ...]:
    """With the quotations that go on behind the cue in its paragraph, and in the next where a paragraph left one open.

    A quotation that ends in a comma has a tag of its own behind it.
    """
    if not any(q[0] < e and s < q[1] for s, e in content for q in quotes):
        return content
    out = list(content)
    for q in quotes:
        if q[0] < last:
            continue
        between = body[last : q[0]]
        if any(c.isalpha() for c in between) or ("\n" in between and last not in unclosed):
            break
        if body[q[0] : q[1]].rstrip("”\"'’»").endswith(","):
            break
        out.append(q)
        last = q[1]
    return tuple(sorted(out))
