"""The report composed from a view, checked, and only then handed out."""

from __future__ import annotations

from trucewatch.errors import WithheldError
from trucewatch.publish.accounts import claim_row
from trucewatch.publish.brief import REFS_SHOWN, Brief, BriefOptions, Note, Section, sentences_of
from trucewatch.publish.check import find_faults
from trucewatch.publish.sections.corrections import corrections_section
from trucewatch.publish.sections.counts import counts_section
from trucewatch.publish.sections.harm import harm_section
from trucewatch.publish.sections.incidents import BRIEF_QUOTE, incidents_section
from trucewatch.publish.sections.limits import limits_section, outside_agreements
from trucewatch.publish.sections.material import Material
from trucewatch.publish.sections.summary import summary_section
from trucewatch.publish.sections.talks import planned_section, talks_section
from trucewatch.publish.sections.terms import terms_section
from trucewatch.publish.sections.week import week_section
from trucewatch.publish.view import View
from trucewatch.publish.wording import say_day, say_instant

SECTIONS = (
    summary_section,
    counts_section,
    week_section,
    incidents_section,
    harm_section,
    terms_section,
    talks_section,
    planned_section,
    limits_section,
    corrections_section,
)
CLOCKS = {
    "system": "Documents count as known from the moment at which they were received.",
    "published": "Documents count as known from the moment at which they were published.",
}
FAULTS_SHOWN = 8


def make_brief(view: View, options: BriefOptions, earlier: View | None = None) -> Brief:
    """The report, after every check. `earlier`: the view as of an earlier report, so that its corrections can be told.

    Raises: WithheldError when a check finds a fault; then there is no report.
    """
    brief = compose_brief(view, options, earlier)
    faults = find_faults(brief, view)
    if faults:
        shown = "\n  ".join(faults[:FAULTS_SHOWN])
        more = f"\n  and {len(faults) - FAULTS_SHOWN} more" if len(faults) > FAULTS_SHOWN else ""
        raise WithheldError(
            f"the report is withheld, {len(faults)} found by the checks:\n  {shown}{more}",
            where="brief",
            try_this="trucewatch why ID on the records named, then correct or retract them with trucewatch judge",
        )
    return brief


def compose_brief(view: View, options: BriefOptions, earlier: View | None = None) -> Brief:
    """The report as the sections make it, not yet checked."""
    material = Material(view, options, earlier)
    sections = tuple(make(material) for make in SECTIONS if options.weekly or make is not week_section)
    held = view.records.agreements
    in_play = view.records.store.agreements_in_play()
    agreements = tuple(a for key, a in held.items() if key in in_play)
    # named in the title only if every incident belongs to its theatre
    only = agreements[0] if len(agreements) == 1 else None
    name = only.names[0] if only and not outside_agreements(material) else ""
    kind = "Weekly ceasefire report" if options.weekly else "Ceasefire report"
    return Brief(
        title=f"{kind}: {name}" if name else kind,
        as_of=options.as_of,
        as_of_text=say_instant(options.as_of),
        clock_text=CLOCKS.get(options.clock, ""),
        period_text=_period(material),
        made_by=f"trucewatch {options.version}".strip(),
        agreements=() if name else tuple(a.names[0] for a in agreements),
        disclaimers=tuple(a.disclaimer for a in agreements if a.disclaimer),
        sections=sections,
        annex=material.annex,
        annex_text=annex_text(material),
        notes=_notes(material, sections),
    )


def annex_text(material: Material) -> str:
    """What the annex lists, and where the rest is."""
    shown, every = len(material.annex), len(material.rows)
    if shown == every:
        return "Unit: incidents, as we group the claims"
    return (
        f"Unit: incidents, as we group the claims. {shown:,} of {every:,}: trucewatch incidents --format csv lists all"
    )


def _period(material: Material) -> str:
    since = material.options.since
    if since:
        return f"What happened, or was first reported, since {say_day(since)}."
    days = material.papers.days
    if not days:
        return "No dated document is known for this time."
    first, last = say_day(min(days)), say_day(max(days))
    return f"All that is known from documents of {first if first == last else f'{first} to {last}'}."


def _notes(material: Material, sections: tuple[Section, ...]) -> tuple[Note, ...]:
    """A note for each claim that a sentence shows, numbered in reading order."""
    shell = Brief(
        title="",
        as_of=material.as_of,
        as_of_text="",
        clock_text="",
        period_text="",
        made_by="",
        agreements=(),
        disclaimers=(),
        sections=sections,
        annex=(),
        annex_text="",
        notes=(),
    )
    ids = dict.fromkeys(c for s in sentences_of(shell) if s.noted for c in s.claims[:REFS_SHOWN])
    return tuple(
        Note(number=n, claim=claim_row(material.records, material.records.claim(c), limit=BRIEF_QUOTE))
        for n, c in enumerate(ids, start=1)
    )
