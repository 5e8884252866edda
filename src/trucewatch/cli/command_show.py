"""`trucewatch show` and `trucewatch why`: one incident with all its versions, and the chain behind any value."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.cli.door import guarded, write_lines
from trucewatch.cli.options import AsOf, Clock, ClockName, Debug, Format, Store, TableFormat, TextFormat
from trucewatch.cli.reading import open_view
from trucewatch.cli.settings import DEFAULT_STORE, read_settings

if TYPE_CHECKING:
    from trucewatch.publish.rows import ClaimRow, IncidentDetail, Step

STATES = {
    "agreed": "agreed",
    "compatible": "can both be right",
    "differ": "differ",
    "one_account": "one account only",
    "not_said": "not said",
}


@guarded
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="An incident's code, such as NK-2020-0001.")],
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    form: Format = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """Show one incident with every account side by side.

    The words of each claim, statuses with their reasons, findings and open links.
    """
    with open_view(read_settings(store, as_of, clock.value)) as view:
        detail = view.incident(code)
        if form is TableFormat.TABLE:
            _print_detail(detail)
        elif form is TableFormat.JSON:
            import msgspec

            sys.stdout.write(msgspec.json.format(msgspec.json.encode(detail), indent=2).decode() + "\n")
        else:
            from trucewatch.publish.rows import Listing
            from trucewatch.publish.tables import write_listing

            claims = tuple(c for account in detail.accounts for c in account.claims)
            listing = Listing(unit="claims", rows=claims, shown=len(claims), total=len(claims))
            write_lines(write_listing(listing, "csv" if form is TableFormat.CSV else "jsonl"))


def _print_detail(detail: IncidentDetail) -> None:
    from trucewatch.cli.screen import print_line, print_table
    from trucewatch.publish.wording import say_code, say_when

    row = detail.row
    print_line(f"{row.code}  {row.title}", strong=True)
    print_line(f"When: {say_when(row.when, row.day_part)}. Where: {'; '.join(row.places) or 'not stated'}.")
    print_line(_first_told(detail))
    print_line()
    if detail.accounts:
        columns = ("", *(a.by for a in detail.accounts), "Together")
        rows = [(s.name, *(v or "does not say" for v in s.values), STATES[s.state]) for s in detail.slots]
        print_table(columns, rows, title="Accounts side by side")
        print_line()
    for account in detail.accounts:
        origins = f" (origin: {', '.join(account.origins)})" if account.origins else ""
        print_line(f"{account.by}{origins}", strong=True)
        for claim in account.claims:
            _print_claim(claim)
    print_line("Status", strong=True)
    marks = [say_code("occurrence", row.occurrence), *row.flags, say_code("attribution", row.attribution)]
    marks += ["firm" if row.firm else "candidate", row.editorial.replace("_", " ")]
    print_line("; ".join(marks), indent=2)
    said = [*detail.incident.status_reasons, *row.other_side]
    said += [f"Accounts differ: {text}" for text in detail.incident.contradictions]
    said += [f"Open: {text}" for text in detail.incident.open_questions]
    for text in said:
        print_line(f"- {text}", indent=2)
    _print_rest(detail)


def _first_told(detail: IncidentDetail) -> str:
    """Who told it first, on which day, and how late."""
    incident = detail.incident
    if incident.first_reported is None:
        return "First reported: no text is dated."
    late = incident.reported_after_days
    days = "" if late is None else f", {late} day{'s' if late != 1 else ''} after" if late else ", on its day"
    by = ", ".join(incident.first_reported_by) or "nobody named"
    return f"First reported on {incident.first_reported.date().isoformat()} by {by}{days}."


def _print_claim(claim: ClaimRow) -> None:
    from trucewatch.cli.screen import print_line
    from trucewatch.publish.quotes import shown

    speaker = claim.speaker or "the outlet itself"
    through = f", through {', '.join(claim.relay)}" if claim.relay else ""
    print_line(f"{speaker}{through} ({claim.role}, {claim.polarity}; {claim.id})", indent=2)
    for quote in claim.quotes:
        print_line(f"“{shown(quote)}”", indent=4)
    d = claim.document
    day = d.published.isoformat() if d.published else "no date"
    reprint = f", a reprint of {d.reprint_of}" if d.reprint_of else ""
    print_line(f"{d.title or 'no title'}; {d.source or 'source not stated'}, {day}{reprint}; {d.id}", indent=4)


def _print_rest(detail: IncidentDetail) -> None:
    from trucewatch.cli.screen import print_line
    from trucewatch.publish.wording import say_code

    print_line("Agreement", strong=True)
    print_line(detail.agreement_reason, indent=2)
    if detail.findings:
        print_line("Findings", strong=True)
    for f in detail.findings:
        outcome = say_code("compliance", f.compliance)
        print_line(f"{f.provision} ({f.topic.replace('_', ' ')}): {outcome} ({f.id})", indent=2)
        if f.zone_version:
            print_line(f"zone version of that day: {f.zone_version}", indent=4)
        for sign, reasons in (("for", f.reasons_for), ("against", f.reasons_against)):
            for reason in reasons:
                print_line(f"{sign}: {reason}", indent=4)
    own = {c.id for account in detail.accounts for c in account.claims}
    # doubt between two claims that stand in this incident all the same is for programs: --format json holds it
    unsure = [x for x in detail.links if x.judgement != "same" and (x.judgement != "unsure" or not {x.a, x.b} <= own)]
    if unsure:
        print_line("Links that are not settled", strong=True)
    for link in unsure:
        print_line(f"{link.a} and {link.b}: {link.judgement} ({link.score:.2f}, {link.by})", indent=2)
        for why_so in link.reasons:
            print_line(f"- {why_so.sentence}", indent=4)
    if detail.judgements:
        print_line("Judgements", strong=True)
    for j in detail.judgements:
        gone = "" if j.stands else " (undone)"
        print_line(f"{j.id}: {j.kind} {j.subject} {j.object or ''} by {j.by}: {j.reason}{gone}", indent=2)


@guarded
def why(
    asked: Annotated[
        str, typer.Argument(metavar="ID", help="Any id (incident, claim, finding, ...), or ID.FIELD: NK-2020-0001.harm")
    ],
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    form: Annotated[TextFormat, typer.Option("--format", help="For people (table) or programs.")] = TextFormat.TABLE,
    debug: Debug = False,
) -> None:
    """Show the chain from a value to the words behind it."""
    with open_view(read_settings(store, as_of, clock.value)) as view:
        step = view.why(asked)
    if form is TextFormat.JSON:
        import msgspec

        sys.stdout.write(msgspec.json.format(msgspec.json.encode(step), indent=2).decode() + "\n")
    else:
        _print_chain(step)


def _print_chain(step: Step) -> None:
    from trucewatch.cli.screen import print_line
    from trucewatch.publish.why import walk

    for depth, one in walk(step):
        label = f"{one.kind} {one.id}" if one.id else one.kind
        print_line(f"{label}: {one.says}", indent=2 * depth, strong=depth == 0)
