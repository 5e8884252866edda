"""`trucewatch agreement`: terms shown, checked, compared and begun."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trucewatch.cli.door import guarded, say
from trucewatch.cli.options import AsOf, Clock, ClockName, Debug, Store, TableFormat
from trucewatch.cli.options import Format as FormatOption
from trucewatch.cli.reading import open_view
from trucewatch.cli.settings import DEFAULT_STORE, parse_day, parse_moment, read_settings
from trucewatch.errors import ConfigurationError, UsageError
from trucewatch.store.address import is_there

if TYPE_CHECKING:
    from trucewatch.model.agreement import Agreement
    from trucewatch.publish.rows import Listing
    from trucewatch.publish.view import View


class AgreementAction(StrEnum):
    """What to do with the terms."""

    SHOW = "show"
    CHECK = "check"
    DIFF = "diff"
    NEW = "new"


@guarded
def agreement(
    action: Annotated[AgreementAction, typer.Argument(help="What to do.")] = AgreementAction.SHOW,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID|FILE]...", help="Agreements by id, or files of packs.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="With new: what the agreement is called.")] = None,
    party: Annotated[list[str] | None, typer.Option("--party", help="With new: a party; once for each.")] = None,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="With new: a place of the theatre, the whole of it first.")
    ] = None,
    signed: Annotated[
        str | None, typer.Option("--signed", metavar="DATE", help="With new: the day of signing.")
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option("--effective", metavar="TIME", help="With new: the instant of effect, with its offset."),
    ] = None,
    prefix: Annotated[str | None, typer.Option("--prefix", help="With new: what heads incident codes.")] = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    clock: Clock = ClockName.SYSTEM,
    form: FormatOption = TableFormat.TABLE,
    debug: Debug = False,
) -> None:
    """Show the terms with the findings on each, check a pack, compare two, or begin a new one."""
    wanted = names or []
    if action is AgreementAction.CHECK:
        _check(wanted)
    elif action is AgreementAction.DIFF:
        _diff(wanted, store, form)
    elif action is AgreementAction.NEW:
        _new(wanted, title, party or [], place or [], signed, effective, prefix)
    else:
        _show(wanted, store, as_of, clock, form)


# -- show ---------------------------------------------------------------------------------------------------------
def _show(names: list[str], store: str, as_of: str | None, clock: ClockName, form: TableFormat) -> None:
    settings = read_settings(store, as_of, clock.value)
    if is_there(settings.store) and not any(_is_file(n) for n in names):
        with open_view(settings) as view:
            _print_agreement(view, names, form)
        return
    if not names:
        say(f"There is no store at {store}; these are the terms that come with the program.")
    packs = [_pack(n, store) for n in names] if names else None
    _print_agreement(_loose_view(packs), [p.id for p in packs or []], form)


def _loose_view(packs: list[Agreement] | None) -> View:
    """A view that holds these packs and nothing else; None: those that come with the program."""
    from trucewatch.assess.packs import bundled_packs
    from trucewatch.publish.view import View
    from trucewatch.store.opening import MEMORY, open_store

    held = open_store(MEMORY)
    for pack in bundled_packs() if packs is None else packs:
        held.put_agreement(pack)
    return View(held)


def _print_agreement(view: View, ids: list[str], form: TableFormat) -> None:
    from trucewatch.cli.command_listings import print_listing
    from trucewatch.cli.screen import print_line

    held = {a.id for a in view.agreements().rows}
    for name in ids:
        if name not in held:
            raise UsageError(f"no agreement {name!r} here", where="agreement show", try_this=_known(held))
    listing = view.agreement(tuple(ids))
    if form is not TableFormat.TABLE:
        print_listing(listing, form, (), None)
        return
    for head in view.agreements().rows:
        if ids and head.id not in ids:
            continue
        print_line(f"{head.names[0]} ({head.id})", strong=True)
        in_force = head.effective_at.isoformat(timespec="minutes")
        print_line(f"Signed {head.signed_on.isoformat()}, in force from {in_force}.")
        for label, values in (("Party", head.parties), ("Text", head.texts), ("Also called", head.names[1:])):
            for value in values:
                print_line(f"{label}: {value}", indent=2)
        if head.disclaimer:
            print_line(head.disclaimer)
    _print_provisions(listing)
    print_line(view.coverage_caveat())


def _known(held: set[str]) -> str:
    return f"one of {', '.join(sorted(held))}" if held else "trucewatch ingest puts agreements into the store"


def _print_provisions(listing: Listing[Any]) -> None:
    from trucewatch.cli.screen import print_line

    for row in listing.rows:
        print_line()
        kind = f"{row.topic}, {row.deontic}".replace("_", " ")
        print_line(f"{row.id}  {kind}: {'; '.join(row.obligors)}", strong=True)
        print_line(f"{row.text} ({row.reference})", indent=2)
        if row.due:
            put_off = f", put off to {row.extended_to.isoformat()}" if row.extended_to else ""
            print_line(f"Due {row.due.isoformat()}{put_off}", indent=2)
        if row.findings:
            said = "; ".join(f"{n} {outcome.replace('_', ' ')}" for outcome, n in row.findings.items())
            print_line(f"Findings: {said}", indent=2)
        for note in row.notes:
            print_line(f"Note by {note}", indent=2, hang=2)
    print_line()


# -- check --------------------------------------------------------------------------------------------------------
def _check(names: list[str]) -> None:
    """Every file in turn; those that come with the program where none is named."""
    from importlib.resources import files

    from trucewatch.cli.screen import print_line

    folder = files("trucewatch.data").joinpath("agreements")
    bundled = sorted((f for f in folder.iterdir() if f.name.endswith(".yml")), key=lambda f: f.name)
    faults = 0
    for source in [Path(n) for n in names] or bundled:
        faults += _check_one(source)
    if faults:
        raise ConfigurationError(
            f"{faults} {'fault' if faults == 1 else 'faults'} found", try_this="mend the lines named above"
        )
    print_line("Sound.")


def _check_one(source: Any) -> int:
    from trucewatch.assess.pack_review import review
    from trucewatch.assess.packs import load_pack
    from trucewatch.cli.screen import print_line
    from trucewatch.model.lined import parse_lined

    try:
        pack = load_pack(source)
    except ConfigurationError as error:
        say(f"{error.where}: {error.what}" + (f"\n  Try: {error.try_this}" if error.try_this else ""))
        return 1
    remarks = list(review(pack, parse_lined(source.read_text(encoding="utf-8-sig"), str(source))))
    for remark in remarks:
        say(f"{remark.where}: {'' if remark.fault else 'advice: '}{remark.what}\n  Try: {remark.try_this}")
    cases = sum(len(p.cases) for p in pack.provisions)
    wrong = sum(r.fault for r in remarks)
    print_line(f"{pack.id}: {len(pack.provisions)} provisions, {cases - wrong} of {cases} worked cases hold.")
    return wrong


# -- diff ---------------------------------------------------------------------------------------------------------
def _diff(names: list[str], store: str, form: TableFormat) -> None:
    from trucewatch.assess.pack_diff import diff_packs
    from trucewatch.cli.command_listings import print_listing
    from trucewatch.publish.rows import Listing

    if len(names) != 2:
        raise UsageError("two agreements are compared", where="agreement diff", try_this="diff OLD NEW: ids or files")
    before, after = (_pack(n, store) for n in names)
    rows = diff_packs(before, after)
    listing = Listing(unit="differences", rows=rows, shown=len(rows), total=len(rows))
    print_listing(listing, form, ("Where", "What", "Before", "After"), _difference_cells)


def _difference_cells(row: Any) -> tuple[str, ...]:
    return (row.where, row.kind, row.before or "", row.after or "")


def _is_file(name: str) -> bool:
    return name.endswith((".yml", ".yaml")) or Path(name).exists()


def _pack(name: str, store: str) -> Agreement:
    """The agreement of a file, of the store, or of those that come with the program."""
    from trucewatch.assess.packs import bundled_packs, load_pack
    from trucewatch.store.opening import open_store

    if _is_file(name):
        return load_pack(Path(name))
    held = {a.id: a for a in bundled_packs()}
    if is_there(store):
        kept = open_store(store, create=False)
        try:
            held |= {a.id: a for a in kept.agreements()}
        finally:
            kept.close()
    if name not in held:
        raise UsageError(f"no agreement {name!r}", where="agreement", try_this=_known(set(held)))
    return held[name]


# -- new ----------------------------------------------------------------------------------------------------------
def _new(
    names: list[str],
    title: str | None,
    parties: list[str],
    places: list[str],
    signed: str | None,
    effective: str | None,
    prefix: str | None,
) -> None:
    from trucewatch.assess.pack_new import NewPack, new_pack_text
    from trucewatch.cli.writing import put_file

    day = parse_day(signed, "--signed")
    if len(names) != 1 or not title or not parties or not places or day is None:
        raise UsageError(
            "a new pack needs a file, a title, a party, a place and the day of signing",
            where="agreement new",
            try_this="agreement new my.yml --title 'Truce of X' --party A --party B --place 'X Valley' --signed 2030-05-01",
        )
    path = Path(names[0])
    if path.exists():
        raise UsageError("there is a file of that name", where=str(path), try_this="another name; nothing was written")
    text = new_pack_text(
        NewPack(
            name=title,
            parties=tuple(parties),
            places=tuple(places),
            signed_on=_day_in_reach(day),
            effective_at=_instant(effective),
            prefix=prefix,
        )
    )
    put_file(path, text)
    say(f"Written: {path}. Next: fill it in, then trucewatch agreement check {path}")


def _instant(effective: str | None) -> datetime | None:
    return parse_moment(effective, "--effective") if effective else None


def _day_in_reach(day: date) -> date:
    if not 1000 < day.year < 9000:
        raise UsageError(f"{day} is no day of signing", where="--signed", try_this="a day such as 2030-05-01")
    return day
