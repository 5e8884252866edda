"""Provisions and deadlines: what the reports say against the terms, and what is due."""

from __future__ import annotations

from trucewatch.publish.brief import Section, Table, TableRow
from trucewatch.publish.rows import DeadlineRow
from trucewatch.publish.sections.material import Material
from trucewatch.publish.sentence import Count, Part, Sentence, count_of, words_of
from trucewatch.publish.tell import named
from trucewatch.publish.wording import plural, say_code, say_day, say_number

COLUMNS = ("Provision", "Topic", "Apparent breach", "Cannot be told", "Consistent", "Determined breach")
OUTCOMES = ("apparent_breach", "cannot_tell", "consistent", "determined_breach")
GUIDE = (
    "Findings hold for incidents as told. An apparent breach is not a determined one: only a recorded judgement of a "
    "person or of the mechanism determines a breach."
)


def terms_section(material: Material) -> Section:
    """Findings by provision, and every due date with how it stands."""
    if not material.records.agreements:
        text = "No agreement is held in this store, so nothing was assessed."
        none = Sentence(parts=words_of(text), counts=(count_of((), "agreements"),))
        return Section(id="terms", title="Provisions and due dates", sentences=(none,))
    deadlines = material.view.deadlines().rows
    table = _table(material)
    if not deadlines and not table:
        text = "No document known for this report concerns an agreement that is held, so nothing was assessed."
        none = Sentence(parts=words_of(text), counts=(count_of((), "documents on an agreement"),))
        return Section(id="terms", title="Provisions and due dates", sentences=(none,))
    untold = tuple(d for d in deadlines if _is_untold(d))
    told = tuple(d for d in deadlines if d not in untold or len(untold) == 1)
    return Section(
        id="terms",
        title="Provisions and due dates",
        guide=GUIDE,
        sentences=(*(deadline_sentence(material, d) for d in told), *_untold_sentence(untold)),
        tables=table,
    )


def _is_untold(row: DeadlineRow) -> bool:
    """True for a date that has passed and that no document tells of."""
    return row.state == "unknown" and not row.claim_ids


def _untold_sentence(rows: tuple[DeadlineRow, ...]) -> tuple[Sentence, ...]:
    """Several dates that have passed unreported, in one sentence: silence would be said again and again."""
    if len(rows) < 2:
        return ()
    count = count_of(tuple(r.id for r in rows), "due dates")
    head = f"{say_number(count.n).capitalize()} dates have passed and no document at hand tells whether they were met: "
    parts: list[str | Part] = [head]
    for i, row in enumerate(rows):
        parts += ["; " if i else "", named(_title(row)), f", due {say_day(row.due)}"]
    records = (*count.ids, *(r.provision for r in rows))
    return (Sentence(parts=words_of(*parts, "."), records=records, counts=(count,)),)


def _title(row: DeadlineRow) -> str:
    """What is due, without its first date, which may have been put off and is said beside it."""
    return row.title.removesuffix(f" by {say_day(row.first_due)}")


def _table(material: Material) -> tuple[Table, ...]:
    codes = {r.code: r.code for r in material.rows}  # the same words, held once
    by_provision: dict[tuple[str, str], dict[str, list[str]]] = {}
    claims: dict[tuple[str, str], list[str]] = {}
    for f in material.records.store.each_finding():
        if f.incident_code in codes and f.compliance in OUTCOMES:
            key = (f.agreement_id, f.provision_id)
            by_provision.setdefault(key, {}).setdefault(f.compliance, []).append(codes[f.incident_code])
            claims.setdefault(key, []).extend(f.claim_ids)
    rows = []
    for (agreement_id, provision_id), outcomes in sorted(by_provision.items()):
        provision = material.records.provision(agreement_id, provision_id)
        counts = tuple(count_of(tuple(outcomes.get(o, ())), "incidents") for o in OUTCOMES)
        cells = (
            words_of(provision_id),
            words_of(provision.topic.replace("_", " ") if provision else "not in the store"),
            *(words_of(_codes(c)) for c in counts),
        )
        key = (agreement_id, provision_id)
        rows.append(
            TableRow(
                cells=cells,
                claims=tuple(dict.fromkeys(claims[key])),
                records=(provision_id, *_all(counts)),
                counts=counts,
                noted=False,
            )
        )
    if not rows:
        return ()
    return (Table(caption="Incidents held against provisions. Unit: incidents", columns=COLUMNS, rows=tuple(rows)),)


def _codes(count: Count) -> str:
    if not count.n:
        return "none"
    return f"{count.n:,}: {', '.join(count.ids[:4])}" + (", …" if count.n > 4 else "")


def _all(counts: tuple[Count, ...]) -> tuple[str, ...]:
    return tuple(i for c in counts for i in c.ids)


def deadline_sentence(material: Material, row: DeadlineRow) -> Sentence:
    """Due 1 December 2020 (in 4 days), point 6b: Lachin is returned: not due yet. Reason."""
    today = material.as_of.date()
    days = (row.due - today).days
    counts: tuple[Count, ...] = ()
    ahead = ""
    if days > 0:
        ahead = f" (in {days:,} {plural(days, 'day')})"
        counts = (Count(n=days, unit="days", between=(today, row.due)),)
    parts: list[str | Part] = [f"Due {say_day(row.due)}{ahead}: {_title(row)}: "]
    parts.append(f"{say_code('deadline', row.state)}.")
    if row.state not in ("not_due", "due") or row.due != row.first_due:  # else it would only say the date again
        parts += [" ", named(row.reason), "" if row.reason.endswith(".") else "."]
    return Sentence(parts=words_of(*parts), claims=row.claim_ids, records=(row.id, row.provision), counts=counts)
