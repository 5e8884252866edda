"""The reader's ways through many documents: together, one by one, with and without skimming."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import pytest

from trucewatch.extract.reader import Reader
from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document

CALM = "The museum opens its new wing in spring, and the curator said that tickets are cheap. " * 5
SHELLS = "Armenian troops shelled the village of Aknet on 3 May 2019, the Azerbaijani Defence Ministry said."


@pytest.fixture(scope="module")
def reader():
    return Reader()


def document(text, name="a.txt", language="en"):
    raw = RawInput(location=name, data=text.encode(), media_type="text/plain")
    (found,) = (item for item in read_input(raw, IngestOptions()) if isinstance(item, Document))
    return msgspec.structs.replace(found, language=language)


def parsed_texts(reader, monkeypatch):
    """The texts that the reader hands to the parser from now on."""
    seen: list[str] = []
    nlp = reader.nlp

    def pipe(texts, **options):
        return nlp.pipe((seen.append(t) or t for t in texts), **options)

    monkeypatch.setattr(reader, "nlp", SimpleNamespace(pipe=pipe))
    return seen


def test_documents_read_together_read_as_they_do_alone(reader):
    documents = [document(t, f"{i}.txt") for i, t in enumerate((SHELLS, CALM, f"{CALM}\n\n{SHELLS}", SHELLS * 3))]
    together = list(reader.read_many(documents))
    assert [d for d, _ in together] == documents
    assert [claims for _, claims in together] == [reader.read(d) for d in documents]
    assert [bool(claims) for _, claims in together] == [True, False, True, True]


def test_a_document_that_fails_fails_at_its_turn_and_no_other(reader, monkeypatch):
    documents = [document(SHELLS, "a.txt"), document(f"BOOM. {SHELLS}", "b.txt"), document(SHELLS, "c.txt")]
    nlp = reader.nlp

    def pipe(texts, **options):
        for text in texts:
            if text.startswith("BOOM"):
                raise RuntimeError("no parse")
            yield nlp(text)

    monkeypatch.setattr(reader, "nlp", SimpleNamespace(pipe=pipe))
    read = reader.read_many(documents)
    first, claims = next(read)
    assert first is documents[0]
    assert claims
    with pytest.raises(RuntimeError):
        next(read)
    assert [d for d, _ in reader.read_many(documents[2:])] == documents[2:]


def test_what_can_tell_nothing_is_not_parsed(reader, monkeypatch):
    seen = parsed_texts(reader, monkeypatch)
    assert reader.read(document(CALM)) == ()
    assert seen == []
    long = document("\n\n".join([CALM, CALM, CALM, SHELLS * 4, CALM, CALM]))
    reader.read(long)
    assert len(seen) == 4  # the lead, the shells, and a neighbour on either side


def test_everything_is_parsed_when_nothing_is_skimmed_or_the_language_is_another(reader, monkeypatch):
    seen = parsed_texts(reader, monkeypatch)
    monkeypatch.setattr(reader, "skim", False)
    reader.read(document(CALM))
    monkeypatch.setattr(reader, "skim", True)
    reader.read(document(CALM, language="fr"))
    assert len(seen) == 2


def test_relevance_of_a_document_is_not_judged_in_another_language(reader):
    assert reader.is_relevant(document(SHELLS))
    assert not reader.is_relevant(document(CALM))
    assert reader.is_relevant(document(CALM, language="it"))


def test_a_long_text_keeps_what_its_parts_tell(reader):
    letters = "abcdefghiklmnoprstuv"
    places = [f"Ak{a}{b}net" for a in letters for b in letters[:15]]
    told = [f"Armenian troops shelled the village of {place} on 3 May 2019, Baku said." for place in places]
    claims = reader.read(document("\n\n".join(told)))
    found = {p.name for c in claims for p in c.where}
    assert found <= set(places)
    assert len(found) > 0.95 * len(places)  # the tagger knows none of these names and takes a few for other words


def test_of_two_times_of_one_day_the_one_with_the_hour_is_kept(reader):
    text = (
        "BAKU, December 28, 2020 – An Azerbaijani soldier was killed on Sunday when an Armenian armed group attacked a post "
        "near the village of Aknet, the Azerbaijani Defence Ministry said on Monday.\n\n"
        "The attack took place on 27 December at about 15:30, according to the ministry."
    )
    found = document(text)
    (claim,) = reader.read(found)
    assert (claim.when, claim.time.text) == ("2020-12-27", "on 27 December at about 15:30")
