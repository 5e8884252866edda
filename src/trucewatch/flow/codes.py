"""Incident codes (NK-2020-0012) that last: anchored to claims in the ledger, never given twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from trucewatch.model.incident import Incident
from trucewatch.model.judgement import Judgement

RULE = "rule:codes@1"
_CODE = re.compile(r"([A-Z][A-Z0-9]*)-(\d{4})-(\d+)")
_FAR = datetime.max.replace(tzinfo=UTC)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger has given, so that no number is given twice. `numbers`: the last one by prefix and year; `rows`: how
    many judgements by code."""

    numbers: Mapping[tuple[str, int], int]
    rows: Mapping[str, int]


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """`codes`: the lasting code by the provisional one. `anchors`: the judgements to append to the ledger."""

    codes: dict[str, str]
    anchors: tuple[Judgement, ...]


def assign_codes(
    incidents: tuple[Incident, ...],
    ledger: tuple[Judgement, ...],
    given_before: Given,
    *,
    prefix_of: Callable[[Incident], str],
    made_at: datetime,
    for_a_view: bool = False,
) -> Coded:
    """A lasting code for every incident.

    An incident keeps the code that most of its claims are anchored to (of equal ones the code given to them last, then
    the lowest). Of two that want one code, the incident with the code's first claim keeps it. The rest are numbered on,
    in order of time. `ledger`: standing judgements of kind code, in order; `given_before`: of all such judgements ever made.
    Other incidents may be left out with their judgements, if they share none of these codes.
    `for_a_view`: numbers of an as-of view are marked with a P and are no part of the ledger.
    Cost: O(claims + incidents log incidents).
    """
    codes_of, first_claim = _anchored(ledger)
    given = _match(incidents, codes_of, first_claim)
    numbers: dict[tuple[str, int], int] = {}
    new = sorted((i for i in incidents if i.code not in given), key=_by_time)
    for incident in new:
        prefix, year = prefix_of(incident), _year(incident, made_at)
        number = numbers.get((prefix, year), given_before.numbers.get((prefix, year), 0)) + 1
        numbers[prefix, year] = number
        given[incident.code] = f"{prefix}-{year:04}-{'P' if for_a_view else ''}{number:04}"
    anchors = _new_anchors(incidents, given, codes_of, given_before.rows, made_at)
    return Coded(codes=given, anchors=anchors)


def _anchored(ledger: tuple[Judgement, ...]) -> tuple[dict[str, list[str]], dict[str, str]]:
    codes_of: dict[str, list[str]] = {}
    for j in ledger:
        if j.value:
            codes_of.setdefault(j.subject, []).append(j.value)
    return codes_of, first_claims(ledger)


def first_claims(ledger: Iterable[Judgement]) -> dict[str, str]:
    """The claim that each code was first given to, among judgements of kind code."""
    first: dict[str, str] = {}
    for j in sorted(ledger, key=lambda j: j.id):  # ids count the anchors of a code, whatever the clock said
        if j.value:
            first.setdefault(j.value, j.subject)
    return first


def first_claim_of(code: str, judgements: tuple[Judgement, ...]) -> str | None:
    """The claim that a code was first given to; None when it never was."""
    return first_claims(j for j in judgements if j.kind == "code").get(code)


def _match(
    incidents: tuple[Incident, ...], codes_of: dict[str, list[str]], first_claim: dict[str, str]
) -> dict[str, str]:
    """Code by provisional code: every incident asks for its best code, every code keeps its best incident.

    The stable matching of Gale and Shapley with the incidents asking: its outcome does not depend on the order.
    """
    wishes: dict[str, list[str]] = {}
    claims_of = {i.code: _claim_ids(i) for i in incidents}
    votes: dict[tuple[str, str], int] = {}
    for incident in incidents:
        latest: dict[str, int] = {}
        for claim in claims_of[incident.code]:
            anchored = codes_of.get(claim, [])
            for code in dict.fromkeys(anchored):
                votes[incident.code, code] = votes.get((incident.code, code), 0) + 1
            if anchored:
                latest[anchored[-1]] = latest.get(anchored[-1], 0) + 1
        wanted = {code for claim in claims_of[incident.code] for code in codes_of.get(claim, ())}
        wishes[incident.code] = sorted(wanted, key=_wish_order(votes, latest, incident.code), reverse=True)

    def standing_of(code: str, who: str) -> tuple[bool, int, list[str]]:
        return first_claim[code] not in claims_of[who], -votes[who, code], sorted(claims_of[who])

    holder: dict[str, str] = {}
    asking = [i.code for i in incidents]
    while asking:
        who = asking.pop()
        if not wishes[who]:
            continue
        code = wishes[who].pop()
        now = holder.get(code)
        if now is None or standing_of(code, who) < standing_of(code, now):
            holder[code] = who
            asking += [now] if now is not None else []
        else:
            asking.append(who)
    return {who: code for code, who in holder.items()}


def _wish_order(
    votes: dict[tuple[str, str], int], latest: dict[str, int], who: str
) -> Callable[[str], tuple[int, int, str]]:
    return lambda code: (-votes[who, code], -latest.get(code, 0), code)


def _new_anchors(
    incidents: tuple[Incident, ...],
    given: dict[str, str],
    codes_of: dict[str, list[str]],
    before: Mapping[str, int],
    made_at: datetime,
) -> tuple[Judgement, ...]:
    """Anchors for claims that have none, and for all claims of an incident that none of them would lead back to."""
    rows = {code: before.get(code, 0) for code in given.values()}
    found: list[Judgement] = []
    for incident in sorted(incidents, key=lambda i: given[i.code]):
        code = given[incident.code]
        claims = [link.claim_id for link in incident.claims if link.role != "recalls"]
        held = any(code in codes_of.get(c, ()) for c in claims)
        for claim in claims:
            if held and codes_of.get(claim):
                continue
            rows[code] += 1
            found.append(
                Judgement(
                    id=f"{code}.{rows[code]:05}",  # so that the ledger's order within one instant is this order
                    kind="code",
                    subject=claim,
                    value=code,
                    by=RULE,
                    reason="This claim tells of the incident with this code.",
                    made_at=made_at,
                )
            )
    return tuple(found)


def _claim_ids(incident: Incident) -> frozenset[str]:
    """What tells of the incident; a total that recalls several belongs to none of them."""
    return frozenset(link.claim_id for link in incident.claims if link.role != "recalls")


def given_of(every_code: Iterable[str]) -> Given:
    """What was given, from the code of every judgement of kind code, undone ones too."""
    rows: dict[str, int] = {}
    for code in every_code:
        rows[code] = rows.get(code, 0) + 1
    numbers: dict[tuple[str, int], int] = {}
    for found in filter(None, map(_CODE.fullmatch, rows)):
        key = found[1], int(found[2])
        numbers[key] = max(numbers.get(key, 0), int(found[3]))
    return Given(numbers=numbers, rows=rows)


def numbered(code: str) -> tuple[str, int, int] | None:
    """Prefix, year and number of a code; None for one of a view."""
    found = _CODE.fullmatch(code)
    return (found[1], int(found[2]), int(found[3])) if found else None


def _by_time(incident: Incident) -> tuple[datetime, datetime, list[str]]:
    return incident.earliest or incident.first_reported or _FAR, incident.latest or _FAR, sorted(_claim_ids(incident))


def _year(incident: Incident, made_at: datetime) -> int:
    """The year of the happening, else of the first report, else of the numbering."""
    if incident.when and re.match(r"\d{4}", incident.when):
        return int(incident.when[:4])
    moment = incident.earliest or incident.first_reported or made_at
    return moment.year
