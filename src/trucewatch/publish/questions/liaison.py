"""What monitors, guarantors and mediators did, and how long after the happening."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.claim import Claim
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.wording import edtf_days, fold

ACTIONS = (
    "meeting",
    "appeal",
    "investigation",
    "monitor_deployment",
    "release",
    "aid_delivery",
    "demining",
    "agreement",
)
COLUMNS = ("day", "action", "by", "with", "where", "stands as", "published", "after incident", "days after")


def liaison(asked: Asked) -> Answer:
    """Actions short of force told of by anybody, each with the last dated use of force before it and the delay."""
    used = ((days[0], r) for r in asked.rows if r.firm and _uses_force(r) and (days := edtf_days(r.when)))
    force = sorted(used, key=lambda pair: (pair[0], pair[1].code))
    told: dict[tuple[object, ...], list[Claim]] = {}
    last_before = _LastBefore(force)
    for claim in asked.records.claims_naming(ACTIONS):
        if claim.polarity == "affirms" and not claim.background and _action(claim) and _in_filter(asked, claim):
            told.setdefault(_same(claim), []).append(claim)
    rows = []
    for claims in told.values():
        first = claims[0]
        days = edtf_days(first.when)
        published = min((p for c in claims if (p := asked.published(c.id))), default=None)
        on = days[0] if days else published
        day, row = last_before(first, on) if on else (None, None)
        rows.append(
            AnswerRow(
                cells={
                    "day": first.when,
                    "action": str(_action(first)).replace("_", " "),
                    "by": _name(first.initiator) or _name(first.speaker),
                    "with": _name(first.target),
                    "where": tuple(p.name for p in (*first.where, *first.within)),
                    "stands as": _standing(first, asked.today),
                    "published": published.isoformat() if published else None,
                    "after incident": row.code if row else None,
                    "days after": (on - day).days if on and day else None,
                },
                claims=tuple(c.id for c in claims),
                records=(row.code,) if row else (),
            )
        )
    rows.sort(key=lambda r: (str(r.cells["day"] or r.cells["published"] or "9999"), str(r.cells["action"])))
    delays = sorted(int(str(r.cells["days after"])) for r in rows if r.cells["days after"] is not None)
    says = f"{count_words(len(rows), 'liaison action')}"
    says += f"; the middle delay after a use of force is {delays[len(delays) // 2]} days." if delays else "."
    return asked.answer(LIAISON, says[:1].upper() + says[1:], COLUMNS, rows, unit="actions", number=len(rows))


def _uses_force(row: IncidentRow) -> bool:
    return any(family(a) == "force" for a in row.acts)


def _action(claim: Claim) -> str | None:
    return next((a for a in claim.acts if a in ACTIONS), None)


def _standing(claim: Claim, today: date) -> str:
    if claim.modality == "actual":
        return "told as done"
    days = edtf_days(claim.when)
    if claim.modality == "planned" and days and days[1] < today:
        return "planned; that day has passed and this claim does not say what came"
    return claim.modality


def _same(claim: Claim) -> tuple[object, ...]:
    """What makes two claims one action: kind, day, doer and place."""
    places = tuple(fold(p.name) for p in claim.where)
    return _action(claim), claim.when, _name(claim.initiator) or _name(claim.speaker), places, claim.modality


def _in_filter(asked: Asked, claim: Claim) -> bool:
    wanted, days = asked.wanted.incidents, edtf_days(claim.when)
    if wanted.start and (days is None or days[1] < wanted.start):
        return False
    if wanted.end and (days is None or days[0] > wanted.end):
        return False
    places = [p.name for p in (*claim.where, *claim.within)]
    return wanted.place is None or any(fold(wanted.place) in fold(p) for p in places)


class _LastBefore:
    """The last use of force up to a day, in a place that an action names; talks elsewhere still follow what came before.

    Cost: places for a name that is new, then O(log n): not a walk through all incidents for each action.
    """

    def __init__(self, force: list[tuple[date, IncidentRow]]) -> None:
        self._force, self._days = force, [day for day, _ in force]
        self._at: dict[str, list[int]] = {}  # by folded place: where in `force`, in order
        for n, (_, row) in enumerate(force):
            for place in {fold(p) for p in (row.area, *row.places)}:
                self._at.setdefault(place, []).append(n)
        self._places: dict[str, list[str]] = {}

    def __call__(self, claim: Claim, on: date) -> tuple[date, IncidentRow] | tuple[None, None]:
        end = bisect_right(self._days, on)
        named = {fold(p.name) for p in (*claim.where, *claim.within)}
        if _action(claim) in ("meeting", "appeal", "agreement") or not named:
            return self._force[end - 1] if end else (None, None)
        last = -1
        for name in named:
            if name not in self._places:
                self._places[name] = [place for place in self._at if name in place]
            for place in self._places[name]:
                found = bisect_left(self._at[place], end)
                last = max(last, self._at[place][found - 1] if found else -1)
        return self._force[last] if last >= 0 else (None, None)


def _name(actor: ActorRef | None) -> str | None:
    return actor.name if actor else None


LIAISON = Question(
    name="liaison",
    asks="What was done to calm things, by whom, and how long after the use of force?",
    answer=liaison,
    notes=("Days after: since the last firm use of force told of before. That one led to the other is not said.",),
)
