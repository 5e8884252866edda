"""How long ago force was last used, area by area: as corroborated, and as alleged."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from trucewatch.model.acts import family
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Cell, Question
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.wording import edtf_days, plural, say_day

ALL_AREAS = "all areas"
COLUMNS = (
    "area",
    "days since last corroborated",
    "last corroborated",
    "corroborated incident",
    "days since last alleged",
    "last alleged",
    "alleged incident",
    "undated",
)


def days_since(asked: Asked) -> Answer:
    """Days from the last day told of a use of force to the as-of day, by area; the latest possible day counts."""
    today = asked.today
    by_area: dict[str, list[IncidentRow]] = defaultdict(list)
    for row in asked.rows:
        if any(family(a) == "force" for a in row.acts):
            by_area[row.area].append(row)
    everything = [r for found in by_area.values() for r in found]
    rows = [_row(area, found, today) for area, found in sorted(by_area.items())]
    if everything:
        rows.append(_row(ALL_AREAS, everything, today))
    number = rows[-1].cells["days since last corroborated"] if rows else None
    return asked.answer(
        DAYS_SINCE,
        _says(rows[-1].cells if rows else None, today),
        COLUMNS,
        rows,
        unit="days",
        number=number if isinstance(number, int) else None,
    )


def last_days(rows: list[IncidentRow], today: date) -> list[tuple[date, IncidentRow]]:
    """The dated incidents with their last possible day, not later than today, earliest first."""
    dated = [(min(days[1], today), r) for r in rows if (days := edtf_days(r.when)) and days[0] <= today]
    return sorted(dated, key=lambda pair: (pair[0], pair[1].code))


def _row(area: str, rows: list[IncidentRow], today: date) -> AnswerRow:
    alleged = last_days(rows, today)
    sure = [(day, r) for day, r in alleged if r.firm and r.occurrence != "reported"]
    cells: dict[str, Cell] = {"area": area}
    for name, found in (("corroborated", sure), ("alleged", alleged)):
        day, row = found[-1] if found else (None, None)
        cells[f"days since last {name}"] = (today - day).days if day else None
        cells[f"last {name}"] = row.when if row else None
        cells[f"{name} incident"] = row.code if row else None
    cells["undated"] = sum(edtf_days(r.when) is None for r in rows)
    used = [found[-1][1] for found in (sure, alleged) if found]
    return AnswerRow(
        cells=cells,
        claims=tuple(dict.fromkeys(c for r in used for c in r.claim_ids)),
        records=tuple(dict.fromkeys(r.code for r in used)),
    )


def _says(cells: dict[str, Cell] | None, today: date) -> str:
    if cells is None:
        return "No use of force is on record for what was asked. That is not calm."
    parts = []
    for name in ("corroborated", "alleged"):
        days = cells[f"days since last {name}"]
        if days is None:
            parts.append(f"no {name} use of force is on record")
            continue
        which = f"({cells[f'{name} incident']}, {cells[f'last {name}']})"
        parts.append(f"{days} {plural(int(str(days)), 'day')} since the last {name} use of force {which}")
    undated = f"; {cells['undated']} more without a day" if cells["undated"] else ""
    return f"On {say_day(today)}: {'; '.join(parts)}{undated}."


DAYS_SINCE = Question(
    name="days-since",
    asks="How many days since the last corroborated, and since the last alleged, use of force, by area?",
    answer=days_since,
    notes=("Days count from the last day that the accounts allow. Incidents without a day cannot be placed.",),
)
