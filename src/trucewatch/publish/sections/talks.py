"""Liaison and diplomacy, and planned things only as planned."""

from __future__ import annotations

from trucewatch.model.acts import family
from trucewatch.model.claim import Claim
from trucewatch.publish.brief import Section
from trucewatch.publish.sections.material import Material, fold_tellings
from trucewatch.publish.sentence import Part, Sentence, count_of, words_of
from trucewatch.publish.tell import tell
from trucewatch.publish.wording import edtf_days, plural

SHOWN = 25


def talks_section(material: Material) -> Section:
    """What is said to have been done short of force: appeals, meetings, hand-overs, statements."""
    claims = tuple(c for c in material.loose_claims() if c.modality == "actual" and _is_talk(c))
    return Section(
        id="talks",
        title="Liaison and diplomacy",
        sentences=_told(material, claims, "No report on record tells of liaison or diplomacy for this time."),
    )


def planned_section(material: Material) -> Section:
    """What is announced; whether it took place is said only where another claim says so."""
    claims = tuple(c for c in material.loose_claims() if c.modality == "planned")
    return Section(
        id="planned",
        title="Planned",
        guide="Announced for a later time. Nothing here says that it took place." if claims else "",
        sentences=_told(material, claims, "Nothing planned is on record."),
    )


def planned_sentence(material: Material, claim: Claim, ids: tuple[str, ...]) -> Sentence:
    """A planned thing, with a word of warning once its day has passed."""
    days = edtf_days(claim.when)
    parts = tell(claim, material.document(claim))
    if days and days[1] < material.as_of.date():
        parts = (
            *parts,
            Part(text=" That time has passed; this claim does not say what came."),
        )
    return Sentence(parts=parts, claims=ids, told=True)


def _is_talk(claim: Claim) -> bool:
    return claim.acts != ("casualty_toll",) and all(family(a) in ("context", "politics") for a in claim.acts)


def _told(material: Material, claims: tuple[Claim, ...], none: str) -> tuple[Sentence, ...]:
    if not claims:
        return (Sentence(parts=words_of(none), counts=(count_of((), "claims"),)),)
    told = sorted(fold_tellings(material, claims), key=lambda pair: (pair[0].when or "9999", pair[0].id))
    sentences = []
    for claim, ids in told[:SHOWN]:
        if claim.modality == "planned":
            sentences.append(planned_sentence(material, claim, ids))
        else:
            sentences.append(Sentence(parts=tell(claim, material.document(claim)), claims=ids, told=True))
    if len(told) > SHOWN:
        rest = count_of(tuple(claim.id for claim, _ in told[SHOWN:]), "claims")
        text = f"{rest.n:,} more {plural(rest.n, 'claim')} of this kind are in the store."
        sentences.append(Sentence(parts=words_of(text), claims=rest.ids, counts=(rest,)))
    return tuple(sentences)
