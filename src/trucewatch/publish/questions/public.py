"""What anybody may ask: questions that rest on incidents and due dates alone, answered over what the tier lets out.

An answer is computed from the incidents that leave, so that no count tells of one that stays; claims that stay are not named, and
names that the tier hides stand nowhere in it. How a due date stands is not told where a claim that stays is part of the reason.

Not among them: questions that read claims of no incident (harm, tallies, totals, meetings, stories, delays, silent sources),
since a tier says of incidents what may leave; those that set two times side by side, since what was held back then leaves now;
accounts and origins of one incident, which are words and people: files hold them as the tier lets them out; who looked where.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trucewatch.publish.questions.answer import Answer, AnswerRow, Cell, Wanted
from trucewatch.publish.questions.ask import ask
from trucewatch.publish.release.make import Mask
from trucewatch.publish.release.rows import LeftOut
from trucewatch.publish.release.view import Released
from trucewatch.publish.rows import IncidentRow

PUBLIC = ("one-sided", "days-since", "first-violation", "new-weapons", "provisions", "due", "contradictions", "trend")
NOT_TOLD = "not told here"
OF_DUE = ("state", "why")  # cells that say how a due date stands


def ask_public(name: str, released: Released, wanted: Wanted | None = None) -> Answer:
    """The answer to one of the PUBLIC questions, over the released incidents."""
    records = released.view.records

    def leaves(row: IncidentRow) -> bool:
        incident = released.find(row.code)
        if incident is None or released.why_stays(incident) is not None:
            return False
        # an answer repeats what all accounts of an incident say, so none of them may be one that stays
        return all(released.may_leave(records.claim(link.claim_id)) for link in incident.claims)

    answer = ask(name, released.view, wanted, keep=leaves)
    told = {c for row in answer.rows for c in row.claims}
    open_claims = {c for c in told if not isinstance(released.claim(records.claim(c)), LeftOut)}
    mask, hidden = Mask(released.tier), _hidden(released, answer)
    rows = tuple(
        AnswerRow(
            cells={
                k: _masked(v, mask, hidden) if k not in OF_DUE or open_claims.issuperset(row.claims) else NOT_TOLD
                for k, v in row.cells.items()
            },
            claims=tuple(c for c in row.claims if c in open_claims),
            records=row.records,
        )
        for row in answer.rows
    )
    (says,) = mask.words((answer.says,), hidden)
    return msgspec.structs.replace(answer, rows=rows, says=says, notes=mask.words(answer.notes, hidden))


def _hidden(released: Released, answer: Answer) -> frozenset[str]:
    """The names that the tier hides, of all who act or speak in the incidents of the answer."""
    mask, names = Mask(released.tier), set[str]()
    codes = {i for row in answer.rows for i in row.records}
    for claim in map(released.view.records.claim, {c for row in answer.rows for c in row.claims}):
        names |= {a.name for a in (claim.speaker, claim.initiator, claim.target) if a and mask.hides(a)}
    for incident in filter(None, map(released.find, codes)):
        speakers = (released.view.records.claim(x.claim_id).speaker for x in incident.claims)
        names |= {a.name for a in (*incident.actors, *speakers) if a and mask.hides(a)}
    return frozenset(names)


def _masked(cell: Cell, mask: Mask, hidden: Iterable[str]) -> Cell:
    if isinstance(cell, str):
        return mask.words((cell,), frozenset(hidden))[0]
    return mask.words(cell, frozenset(hidden)) if isinstance(cell, tuple) else cell
