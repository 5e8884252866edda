"""Harm: corroborated and reported apart, every figure under the name of who gives it."""

from __future__ import annotations

from trucewatch.model.incident import HarmFigure
from trucewatch.publish.brief import Section, Table, TableRow
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.material import Material, fold_tellings
from trucewatch.publish.sentence import Count, Part, Sentence, count_of, words_of
from trucewatch.publish.tell import named, speaker_of, tell
from trucewatch.publish.wording import say_civilians, say_code, say_range, say_when

COLUMNS = ("Incident", "When", "Harm", "People of", "By the account of", "Whose account")
SUM_COLUMNS = ("Harm", "People of", "By the account of", "Number", "Incidents")
RELATIONS = {
    "own_side": "their own side",
    "opposing": "the opposing side",
    "third_party": "a third party",
    "unknown": "not known",
}
PARTS_SHOWN = 12  # incidents named in a sum
ROWS_SHOWN = 60  # figures in a table; a reader of more wants the CSV
GUIDE = (
    "A figure is corroborated when two or more independent origins give it for the same incident. Rival figures stand "
    "side by side and are never added; sums go over different incidents by one side's account only."
)


def harm_section(material: Material) -> Section:
    """Corroborated figures, reported figures, sums by one side's account, and cumulative totals told apart."""
    firm: list[tuple[IncidentRow, HarmFigure]] = []
    held: list[tuple[IncidentRow, HarmFigure]] = []
    for row in material.rows:
        facts = material.facts(row)
        for figure, sure in zip(facts.harm, facts.sure, strict=True):
            (firm if sure else held).append((row, figure))
    tables = []
    if firm:
        caption = "Corroborated: given by two or more independent origins. Unit: people"
        tables.append(_table(material, caption, firm))
    if held:
        caption = "Reported: given by one origin only. Unit: people"
        tables.append(_table(material, caption, held))
    sums = _sums(firm + held)
    if sums:
        caption = "Sums over different incidents, by one side's account. Unit: people"
        tables.append(Table(caption=caption, columns=SUM_COLUMNS, rows=sums))
    sentences = [] if tables else [_none()]
    return Section(
        id="harm",
        title="Harm to people",
        guide=GUIDE if tables else "",
        sentences=(*sentences, *_left_out(firm), *_left_out(held), *_cumulative(material)),
        tables=tuple(tables),
    )


def _giver(material: Material, figure: HarmFigure) -> tuple[Part, ...]:
    """Who gives a figure, as its first claim names them; an outlet in its own voice is named too."""
    claim = material.records.claim(figure.claim_ids[0])
    return speaker_of(claim, material.document(claim))


def harm_sentence(material: Material, row: IncidentRow, figure: HarmFigure) -> Sentence:
    """Karabakh defence ministry said that three of their own were wounded (NK-2020-0001, 11 December 2020)."""
    number = say_range(figure.low, figure.high)
    own = "of their own " if figure.relation == "own_side" and not figure.civilian else ""
    people = f"{say_civilians(figure.low, figure.high)[1:]} " if figure.civilian else own
    verb = "was" if figure.low == figure.high == 1 else "were"
    side: list[str | Part] = []
    if figure.side and not own:
        side = [" on the side of ", named(figure.side)]
    return Sentence(
        parts=words_of(
            *_giver(material, figure),
            f" said that {number} {people}{verb} {say_code('harm', figure.kind)}",
            *side,
            f" ({row.code}, {say_when(row.when)}).",
        ),
        claims=figure.claim_ids,
        records=(row.code,),
        told=True,
    )


def _gravest(figures: list[tuple[IncidentRow, HarmFigure]]) -> list[tuple[IncidentRow, HarmFigure]]:
    """The figures that the table shows, in their order: of too many those killed and the highest first."""
    if len(figures) <= ROWS_SHOWN:
        return figures
    order = sorted(range(len(figures)), key=lambda i: (figures[i][1].kind != "killed", -(figures[i][1].low or 0), i))
    return [figures[i] for i in sorted(order[:ROWS_SHOWN])]


def _left_out(figures: list[tuple[IncidentRow, HarmFigure]]) -> list[Sentence]:
    """How many figures the table does not show, and where they are."""
    if len(figures) <= ROWS_SHOWN:
        return []
    shown = count_of(tuple(f"figure-{i}" for i in range(ROWS_SHOWN)), "figures")
    every = count_of(tuple(f"figure-{i}" for i in range(len(figures))), "figures")
    text = f"{shown.n:,} of {every.n:,} figures of one table are shown, those killed and the highest first; "
    return [Sentence(parts=words_of(f"{text}trucewatch ask harm has all."), counts=(shown, every))]


def _table(material: Material, caption: str, figures: list[tuple[IncidentRow, HarmFigure]]) -> Table:
    rows = []
    for row, f in _gravest(figures):
        people = say_civilians(f.low, f.high) if f.civilian else ""
        cells = (
            words_of(row.code),
            words_of(say_when(row.when)),
            words_of(f"{say_range(f.low, f.high)}{people} {say_code('harm', f.kind)}"),
            (named(f.side),) if f.side else words_of("not stated"),
            _giver(material, f),
            words_of(RELATIONS[f.relation]),
        )
        rows.append(TableRow(cells=cells, claims=f.claim_ids, records=(row.code,)))
    return Table(caption=caption, columns=COLUMNS, rows=tuple(rows))


def _sums(figures: list[tuple[IncidentRow, HarmFigure]]) -> tuple[TableRow, ...]:
    """Sums where one side gives exact figures for two or more firm incidents that nobody takes for one happening."""
    groups: dict[tuple[str, str, bool, str], dict[str, list[HarmFigure]]] = {}
    rows = {row.code: row for row, _ in figures}
    for row, f in figures:
        if row.firm and not row.contested and f.side and f.speaker_side and f.low is not None and f.low == f.high:
            key = (f.kind, f.side, f.civilian, f.speaker_side)
            groups.setdefault(key, {}).setdefault(row.code, []).append(f)
    found = []
    for (kind, side, civilian, speaker_side), by_code in sorted(groups.items()):
        # one side that gives two figures for one incident has not settled it: such an incident is left out
        settled = {code: fs[0] for code, fs in by_code.items() if len({f.low for f in fs}) == 1}
        settled = {code: f for code, f in settled.items() if not any(c in settled for c in rows[code].unsure_with)}
        if len(settled) < 2:
            continue
        parts = tuple(f.low or 0 for f in settled.values())
        total = Count(n=sum(parts), unit="people", ids=tuple(settled), added=parts)
        people = "civilians " if civilian else ""
        cells = (
            words_of(f"{people}{say_code('harm', kind)}"),
            (named(side),),
            (named(speaker_side),),
            words_of(f"{total.n:,}"),
            words_of(_parts(settled)),
        )
        claims = tuple(c for f in settled.values() for c in f.claim_ids)
        found.append(TableRow(cells=cells, claims=claims, records=tuple(settled), counts=(total, *_more(settled))))
    return tuple(found)


def _parts(settled: dict[str, HarmFigure]) -> str:
    """The incidents of a sum with their figures, the first of many."""
    shown = ", ".join(f"{code} ({f.low})" for code, f in list(settled.items())[:PARTS_SHOWN])
    more = _more(settled)
    return f"{shown} and {more[0].n:,} more" if more else shown


def _more(settled: dict[str, HarmFigure]) -> tuple[Count, ...]:
    rest = tuple(settled)[PARTS_SHOWN:]
    return (count_of(rest, "incidents"),) if rest else ()


def _none() -> Sentence:
    text = "No figure of people harmed is on record for these incidents."
    return Sentence(parts=words_of(text), counts=(Count(n=0, unit="figures of harm"),))


def _cumulative(material: Material) -> list[Sentence]:
    """Totals over a longer time, told as such; they never enter an incident's harm."""
    claims = tuple(
        c
        for c in material.loose_claims()
        if c.modality == "actual" and (c.acts == ("casualty_toll",) or any(h.scope == "cumulative" for h in c.harm))
    )
    return [
        Sentence(
            parts=(Part(text="Cumulative, not added to the above: "), *tell(claim, material.document(claim))),
            claims=ids,
            told=True,
        )
        for claim, ids in fold_tellings(material, claims)
    ]
