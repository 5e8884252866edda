"""`trucewatch read`: the claims of documents, with nothing stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import Debug, Language, Model, Published, ReadFormat, Source
from trucewatch.cli.progress import progress
from trucewatch.cli.settings import parse_day
from trucewatch.errors import UsageError

if TYPE_CHECKING:
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.model.claim import ReadResult, ToldPlace
    from trucewatch.model.document import Document
    from trucewatch.model.issue import Issue

_GROUP = 32  # documents read together
_GROUP_CHARACTERS = 60_000


@guarded
def read(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")],
    published: Published = None,
    source: Source = None,
    language: Language = None,
    form: Annotated[ReadFormat, typer.Option("--format", help="For people (table) or programs.")] = ReadFormat.TABLE,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Print the claims of documents; nothing is stored."""
    from trucewatch.ingest.options import IngestOptions

    options = IngestOptions(published=parse_day(published, "--published"), source=source, language=language)
    issues: list[Issue] = []
    read_any = False
    results: list[ReadResult] = []
    with progress(show=form is ReadFormat.JSON or not sys.stdout.isatty()) as tell:
        for done, (document, result) in enumerate(_results(paths, options, model, issues), start=1):
            read_any = True
            if form is ReadFormat.JSONL:
                _write_result(result)
            elif form is ReadFormat.JSON:
                results.append(result)
            else:
                _print_result(document, result)
            tell("read", done, 0)
    if form is ReadFormat.JSON:
        _write_all(results)
    if not read_any:
        raise UsageError("no document could be read", try_this="see the lines above, one for each input set aside")


def _results(
    paths: list[str], options: IngestOptions, model: str | None, issues: list[Issue]
) -> Iterator[tuple[Document, ReadResult]]:
    """Each document with its claims; issues are said as they come, and the model is loaded for the first document."""
    from trucewatch.flow.read_places import placer
    from trucewatch.flow.reading import read_all, reader_for
    from trucewatch.model.claim import ReadResult
    from trucewatch.model.issue import Issue as IssueRecord

    reader = place = None
    for group in _together(_documents(paths, options, issues)):
        if reader is None:
            reader = reader_for((), model)
            place = placer()
            if place is None and _places_wanted():
                say("noted: names of places stay names: no gazetteer was built. Try: trucewatch gazetteer build")
        for document, claims in read_all(reader, group):
            if isinstance(claims, IssueRecord):
                _note(claims, issues)
                continue
            yield document, place(document, claims) if place else ReadResult(doc=document.id, claims=claims)


def _places_wanted() -> bool:
    from trucewatch.gazetteer.default import wanted_path

    return wanted_path() is not None


def _together(documents: Iterator[Document]) -> Iterator[list[Document]]:
    """Documents in groups that are read at once: parsing many short ones together is faster, a long one waits for none."""
    group: list[Document] = []
    size = 0
    for document in documents:
        group.append(document)
        size += len(document.text)
        if len(group) >= _GROUP or size >= _GROUP_CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _documents(paths: list[str], options: IngestOptions, issues: list[Issue]) -> Iterator[Document]:
    from trucewatch.ingest.documents import read_input
    from trucewatch.ingest.inputs import iter_inputs
    from trucewatch.model.issue import Issue as IssueRecord

    for item in iter_inputs(paths, max_bytes=options.max_bytes):
        if isinstance(item, IssueRecord):
            _note(item, issues)
            continue
        for found in read_input(item, options):
            if isinstance(found, IssueRecord):
                _note(found, issues)
            else:
                yield found


def _note(issue: Issue, issues: list[Issue]) -> None:
    issues.append(issue)
    say_issue(issue)


def say_issue(issue: Issue) -> None:
    """What was set aside or is doubtful, where and why, on standard error."""
    say(f"noted: {issue.where}: {issue.reason}" + (f". Try: {issue.try_this}" if issue.try_this else ""))


def _write_result(result: ReadResult) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.encode(result).decode() + "\n")


def _write_all(results: list[ReadResult]) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(results), indent=2).decode() + "\n")


COLUMNS = ("Who says it", "Side", "Stance", "What", "When", "Where", "Harm", "Words")


def _print_result(document: Document, result: ReadResult) -> None:
    from trucewatch.cli.screen import print_line, print_table
    from trucewatch.publish.quotes import quote, shown
    from trucewatch.publish.wording import say_harm, say_places, say_when

    day = document.published.isoformat() if document.published else "no date"
    title = document.title or (Path(document.location).name if document.location else document.id)
    print_line(f"{title} ({document.source or 'source not stated'}, {day}; {document.id})", strong=True)
    rows = []
    for claim in result.claims:
        speaker = claim.speaker.name if claim.speaker else "the outlet itself"
        through = f" (through {', '.join(r.name for r in claim.relay)})" if claim.relay else ""
        stance: list[str] = [claim.polarity, *([claim.modality] if claim.modality != "actual" else [])]
        stance += ["background"] if claim.background else []
        roles = f" by {claim.initiator.name}" if claim.initiator else ""
        roles += f" against {claim.target.name}" if claim.target else ""
        rows.append(
            (
                speaker + through,
                (claim.speaker.side or "") if claim.speaker else "",
                ", ".join(stance),
                ", ".join(claim.acts).replace("_", " ") + roles,
                say_when(claim.when, claim.time.day_part if claim.time else None),
                "; ".join(say_places((*claim.where, *claim.within))),
                "; ".join(say_harm(h) for h in claim.harm),
                f"“{shown(quote(document, claim.spans[0], limit=160))}”",
            )
        )
    if rows:
        print_table(COLUMNS, rows)
    print_line(_say_claims(document, len(rows)))
    for place in result.places or ():
        print_line(f"  {_say_place(place)}")
    print_line()


def _say_place(told: ToldPlace) -> str:
    """What a name of the claims stands for, or why that is a question."""
    place = told.stands_for
    if place.lat is None or place.lon is None or place.radius_m is None:
        named = "; ".join(f"{c.name} {' '.join(c.country)} {c.ref}" for c in place.candidates)
        return f"Place: {place.question}" + (f" Candidates: {named}." if named else "")
    ground = f"{place.label} {' '.join(place.country)}, {(place.kind or '').replace('_', ' ')}".rstrip(", ")
    at = f"{place.lat:.4f} {place.lon:.4f}, radius {place.radius_m / 1000:.3g} km, {place.precision}"
    return f"Place: {told.name}: {ground}; {at}; {place.ref}, probability {place.probability:.2f}."


def _say_claims(document: Document, n: int) -> str:
    """How many claims, and why there are none where that can be told: no claim is not calm."""
    from trucewatch.extract.relevance import is_relevant

    if n == 0 and document.in_english and not is_relevant(document.body):
        return "0 claims: none of its words tell of fighting, so its sentences were not parsed."
    return "1 claim." if n == 1 else f"{n} claims."
