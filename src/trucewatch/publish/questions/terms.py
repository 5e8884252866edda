"""The terms: how each provision and due date stands, and what is due next."""

from __future__ import annotations

from datetime import timedelta

from trucewatch.model.finding import Finding
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words

OUTCOMES = ("apparent_breach", "cannot_tell", "consistent", "outside_scope", "not_assessed", "determined_breach")
COLUMNS = (
    "agreement",
    "provision",
    "topic",
    "obliges",
    *(o.replace("_", " ") for o in OUTCOMES),
    "due",
    "state",
    "why",
)
DUE_COLUMNS = ("due", "first due", "days left", "agreement", "provision", "what", "state", "why")


def provisions(asked: Asked) -> Answer:
    """Every provision of the agreements in play: incidents by finding, and its due date with the evidence."""
    codes = {r.code for r in asked.rows}
    dates = {(d.agreement, d.provision): d for d in asked.view.deadlines().rows}
    used = asked.assessed() | {key[0] for key in dates}
    by_provision: dict[tuple[str, str], list[Finding]] = {}
    for f in asked.records.store.each_finding():
        if f.incident_code in codes:
            by_provision.setdefault((f.agreement_id, f.provision_id), []).append(f)
    rows = []
    for agreement in asked.records.agreements.values():
        for p in agreement.provisions if agreement.id in used else ():
            found = sorted(by_provision.get((agreement.id, p.id), ()), key=lambda f: f.incident_code)
            due = dates.get((agreement.id, p.id))
            claims = tuple(dict.fromkeys(c for f in found for c in f.claim_ids)) + (due.claim_ids if due else ())
            rows.append(
                AnswerRow(
                    cells={
                        "agreement": agreement.id,
                        "provision": p.number,
                        "topic": p.topic.replace("_", " "),
                        "obliges": p.obligors,
                        **{o.replace("_", " "): sum(f.compliance == o for f in found) for o in OUTCOMES},
                        "due": due.due.isoformat() if due else None,
                        "state": due.state if due else None,
                        "why": due.reason if due else None,
                    },
                    claims=tuple(dict.fromkeys(claims)),
                    records=(p.id, *(f.id for f in found), *((due.id,) if due else ())),
                )
            )
    breaches = sum(int(str(r.cells["apparent breach"])) for r in rows)
    says = f"{count_words(len(rows), 'provision')}; {count_words(breaches, 'finding')} of an apparent breach, as told."
    return asked.answer(PROVISIONS, says[:1].upper() + says[1:], COLUMNS, rows, unit="provisions", number=len(rows))


def due(asked: Asked) -> Answer:
    """What falls due in the next days, and what has passed and is not known to be met."""
    today, last = asked.today, asked.today + timedelta(days=asked.wanted.days)
    rows = []
    for d in asked.view.deadlines().rows:
        if d.due > last or d.state == "met":
            continue
        rows.append(
            AnswerRow(
                cells={
                    "due": d.due.isoformat(),
                    "first due": d.first_due.isoformat() if d.first_due != d.due else None,
                    "days left": (d.due - today).days,
                    "agreement": d.agreement,
                    "provision": d.provision,
                    "what": d.title,
                    "state": d.state,
                    "why": d.reason,
                },
                claims=d.claim_ids,
                records=(d.id, d.provision),
            )
        )
    ahead = [r for r in rows if int(str(r.cells["days left"])) >= 0]
    says = f"{count_words(len(ahead), 'obligation')} due in the next {asked.wanted.days} days; "
    says += f"{count_words(len(rows) - len(ahead), 'earlier date')} still open."
    return asked.answer(DUE, says[:1].upper() + says[1:], DUE_COLUMNS, rows, unit="due dates", number=len(ahead))


PROVISIONS = Question(
    name="provisions",
    asks="How does each provision stand, and each due date, with the evidence for each word?",
    answer=provisions,
    notes=("Findings hold for incidents as told; only a recorded judgement determines a breach.",),
)
DUE = Question(
    name="due",
    asks="Which obligations fall due in the next days, and which dates passed without word?",
    answer=due,
    notes=(
        "A date of which no document tells is unknown, which is not the same as not met. How far ahead is a choice (--days).",
    ),
)
