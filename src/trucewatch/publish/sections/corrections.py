"""Corrections: what people decided since, each with its author and reason, and what publishers changed in their texts."""

from __future__ import annotations

import msgspec

from trucewatch.model.judgement import Judgement
from trucewatch.publish.brief import Section
from trucewatch.publish.edits import edit_rows
from trucewatch.publish.questions import ask
from trucewatch.publish.questions.write import say_cell
from trucewatch.publish.quotes import one_line
from trucewatch.publish.sections.material import Material
from trucewatch.publish.sentence import Count, Part, Sentence, count_of, quoted, words_of
from trucewatch.publish.tell import named
from trucewatch.publish.wording import plural, say_instant

CHANGES_SHOWN = 30
EDITS_SHOWN = 20
PASSAGES_SHOWN = 3
UNSAID = ("editorial", "firm")  # told as decisions above, or seen from the day and the grouping
KINDS = {
    "correct": "corrected",
    "retract": "retracted",
    "undo": "undone",
    "same": "joined",
    "different": "told apart",
    "unsure": "marked as undecided",
    "assess": "assessed",
}


def corrections_section(material: Material) -> Section:
    """The decisions of people that change what earlier reports said, latest first; those of rules are left out."""
    made = [j for j in material.records.judgements if j.kind in KINDS and not j.by.startswith("rule:")]
    if material.options.since:
        made = [j for j in made if j.made_at.astimezone(material.as_of.tzinfo).date() >= material.options.since]
    by_id = {j.id: j for j in material.records.judgements}
    sentences = []
    for j in sorted(made, key=lambda j: (j.made_at, j.id), reverse=True):
        undone = by_id.get(j.subject) if j.kind == "undo" else None
        what = f"{KINDS[j.kind].capitalize()}: {_what(undone or j, with_kind=undone is not None)}"
        parts: list[str | Part] = [what]
        if j.field and j.field != "incidents":
            parts += [f", {j.field.replace('_', ' ')} set to ", quoted(one_line((j.value or "nothing").strip('"')))]
        when = say_instant(j.made_at.astimezone(material.as_of.tzinfo))
        parts += [", by ", named(j.by), f", {when}. Reason: ", quoted(one_line(j.reason)), "."]
        ids = tuple(x for x in (j.subject, j.object) if x and x in material.records.claims)
        sentences.append(Sentence(parts=words_of(*parts), claims=ids, records=(j.id,)))
    sentences += _edits(material)
    sentences += _since_then(material)
    if not sentences:
        text = "No correction has been recorded."
        sentences.append(Sentence(parts=words_of(text), counts=(count_of((), "judgements"),)))
    return Section(id="corrections", title="Corrections to earlier reports", sentences=tuple(sentences))


def _edits(material: Material) -> list[Sentence]:
    """Texts that their publishers changed without saying so here: what stood there and what stands there, latest first."""
    zone, since = material.as_of.tzinfo, material.options.since
    rows = [r for r in edit_rows(material.records) if since is None or r.seen_at.astimezone(zone).date() >= since]
    told = []
    for row in rows[:EDITS_SHOWN]:
        parts: list[str | Part] = ["Changed by its publisher, ", named(row.source or "source not stated")]
        parts += [", ", quoted(one_line(row.title))] if row.title else []
        parts += [f", seen on {say_instant(row.seen_at.astimezone(zone))}"]
        for n, (was, now) in enumerate(row.changes[:PASSAGES_SHOWN]):
            parts += ["; " if n else ": ", *_passage(was, now)]
        more = len(row.changes) - PASSAGES_SHOWN
        parts += ["; and more" if more > 0 else "", ". "]
        parts += ["The later form stands." if row.stands else "This was undone since."]
        told.append(Sentence(parts=words_of(*parts), records=(row.judgement, row.old, row.new)))
    if len(rows) > EDITS_SHOWN:
        every, shown = (count_of(tuple(r.judgement for r in found), "changes") for found in (rows, rows[:EDITS_SHOWN]))
        text = f"{every.n:,} texts were changed by their publishers; the latest {shown.n:,} are shown."
        told.append(Sentence(parts=words_of(text), counts=(every, shown)))
    return told


def _passage(was: str, now: str) -> list[str | Part]:
    if not was:
        return ["added ", quoted(now)]
    return ["was ", quoted(was), ", is ", quoted(now)] if now else ["taken out ", quoted(was)]


def _since_then(material: Material) -> list[Sentence]:
    """What an earlier report said and this one says otherwise, whoever or whatever changed it; both in quotation marks."""
    if material.earlier is None or material.earlier.as_of is None:
        return []
    then = say_instant(material.earlier.as_of.astimezone(material.as_of.tzinfo))
    rows = [r for r in ask("changes", material.view, before=material.earlier).rows if r.cells["change"] not in UNSAID]
    told = [
        Sentence(
            parts=words_of(
                f"Changed since the report as of that time: {row.cells['incident']}, {row.cells['change']}: was ",
                quoted(one_line(say_cell(row.cells["then"]) or "none")),
                ", is ",
                quoted(one_line(say_cell(row.cells["now"]) or "none")),
                ". Why: ",
                quoted(one_line(say_cell(row.cells["why"]))),
                ".",
            ),
            claims=row.claims,
            records=(str(row.cells["incident"]), *row.records),
            noted=False,
        )
        for row in rows[:CHANGES_SHOWN]
    ]
    changed = count_of(tuple(f"change-{i}" for i in range(len(rows))), "changes")
    text = f"Held against the report as of {then}: {changed.n:,} {plural(changed.n, 'change')}"
    text += f", the first {CHANGES_SHOWN} shown." if changed.n > CHANGES_SHOWN else "."
    shown = count_of(changed.ids[:CHANGES_SHOWN], "changes")
    return [_stamped(text, then, (changed, shown)), *told]


def _stamped(text: str, then: str, counts: tuple[Count, ...]) -> Sentence:
    """The sentence with its time in quotation marks: it is the head of the earlier report."""
    before, _, after = text.partition(then)
    return Sentence(parts=words_of(before, quoted(then), after), counts=counts)


def _what(judgement: Judgement, *, with_kind: bool) -> str:
    """What a judgement speaks of: the two incidents that it was written for by their codes, else its records."""
    names = [x for x in (judgement.subject, judgement.object) if x]
    if judgement.field == "incidents" and judgement.value:
        named = msgspec.json.decode(judgement.value, type=list[str])
        names = named if len(named) == 2 else names
    kind = f"{KINDS.get(judgement.kind, judgement.kind)} " if with_kind else ""
    return kind + " and ".join(names)
