"""One function a page: the view's rows to its template."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import get_args
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from trucewatch.errors import UsageError
from trucewatch.flow.followed import followed_health, is_followed, past_alarms
from trucewatch.model.finding import Compliance
from trucewatch.model.incident import Attribution, Editorial, Occurrence, OccurrenceFlag
from trucewatch.publish.draw import draw as draw_figure
from trucewatch.publish.files import FORMATS
from trucewatch.publish.files.write import LIBRARIES
from trucewatch.publish.history import history_of, version_of
from trucewatch.publish.in_short import Short, due_next, in_short
from trucewatch.publish.in_short_many import counts_of, in_short_many
from trucewatch.publish.map_features import ground_of as places_of
from trucewatch.publish.questions import QUESTIONS, Wanted, ask, find_question
from trucewatch.publish.review_claims import reading_of
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.search import search
from trucewatch.publish.sections.figures import map_figure
from trucewatch.publish.situation import Situation, choices, days_within, plain_map
from trucewatch.publish.situation import situation as situation_of
from trucewatch.publish.source_texts import source_texts
from trucewatch.publish.view import View
from trucewatch.publish.watched import days_watched
from trucewatch.publish.why import without_paths
from trucewatch.publish.wording import edtf_days
from trucewatch.web.accounts.visit import owns_disk
from trucewatch.web.draw import draw
from trucewatch.web.maps import box_of, day_of, make_ground, map_parts, zones_for
from trucewatch.web.marked import cut_text, spans_of
from trucewatch.web.query import Query, read_query
from trucewatch.web.review import pending
from trucewatch.web.state import asked
from trucewatch.web.state import ground as ground_of
from trucewatch.web.timeline import make_timeline

STATUS_GROUPS = (  # as the filter offers them: the words of each axis
    ("Told by whom", get_args(Occurrence)),
    ("Doubts", get_args(OccurrenceFlag)),
    ("Who acted", get_args(Attribution)),
    ("Against the terms", get_args(Compliance)),
    ("Grouping", ("firm", "candidate", "contested")),
    ("Read by people", get_args(Editorial)),
)
FILES = (
    ("incidents.geojson", "GeoJSON"),
    ("incidents.csv", "CSV"),
    ("claims.csv", "claims"),
    ("harm.csv", "harm"),
    ("acled_shaped.csv", "ACLED-shaped"),
    ("ged_shaped.csv", "GED-shaped"),
    ("hapi_shaped.csv", "HDX-HAPI-shaped"),
    ("plover.jsonl", "PLOVER"),
    ("claims.jsonld", "JSON-LD"),
    *((f.file, f.name) for f in FORMATS.values() if f.extra and find_spec(LIBRARIES[f.name])),
)
FEEDS = (
    ("incidents.atom", "feed of incidents"),
    ("status.atom", "feed of changes of status"),
    ("corrections.atom", "feed of corrections and decisions"),
)
MOST_DAYS_OFFERED = 3  # to ask since when
ROWS_SHOWN = 200  # on one page of a list
FOUND_SHOWN = 20  # documents on one page of a search


async def situation(request: Request) -> Response:
    """Filters, timeline, and the incidents in a table."""
    query, view = asked(request)
    held = situation_of(view, query.wanted, skip=query.start_at, limit=ROWS_SHOWN)
    drawn = make_ground(request, view, query)
    figure = plain_map(drawn)
    today = view.as_of.date() if view.as_of else None
    day = query.wanted.end or today
    return draw(
        request,
        "situation",
        ground=figure,
        not_drawn=len(drawn.places) - len(figure.spots) if figure else 0,
        drawn=draw_figure(figure) if figure else "",
        map=map_parts(request, query, day=day if any(z.rings for z in zones_for(view, day)) else None),
        query=query,
        view=view,
        listing=held.listing,
        rows=held.listing.rows,
        timeline=make_timeline(held.days, held.seen, query.wanted.start, query.wanted.end),
        short=_in_short(view, held, query),
        sides=held.sides,
        places=held.places,
        acts=held.acts,
        statuses=STATUS_GROUPS,
        narrow=any((query.wanted.act, query.wanted.status, query.wanted.text, query.wanted.one_sided)),
        rows_shown=ROWS_SHOWN,
        files=FILES,
        feeds=FEEDS,
    )


def _in_short(view: View, held: Situation, query: Query) -> tuple[Short, ...]:
    """The five answers about all that the filter keeps."""
    wanted, seen = query.wanted, held.seen
    if seen is not None and (wanted.start or wanted.end):
        first, last = wanted.start or seen.first, wanted.end or seen.last
        seen = days_watched(view.records, min(first, last), last, wanted.place)
    today, deadlines, rows = view.as_of.date() if view.as_of else None, view.deadlines().rows, held.listing.rows
    if held.listing.shown == len(rows):
        return in_short(rows, wanted=wanted, today=today, deadlines=deadlines, seen=seen, undated=held.undated)
    return in_short_many(
        counts_of(view.records, wanted, None if wanted.start or wanted.end else held.days),
        days=days_within(held.days, wanted),
        today=today,
        deadlines=deadlines,
        sides=() if wanted.side else held.sides,
        seen=seen,
        undated=held.undated,
    )


async def incident(request: Request) -> Response:
    """One incident: the accounts side by side, slot by slot, with the words."""
    query, view = asked(request)
    detail = view.incident(request.path_params["code"])
    held, version = detail.incident, version_of(detail.incident)
    history = history_of(view.records, detail)
    # an archive's texts may count as known later than the time that the records were derived as of
    times = (view.as_of, view.records.store.last_received(), *(h.at for h in history))
    moment = query.as_of or max((m for m in times if m), default=None)
    figure = map_figure((detail.row,), lambda _: places_of(held))
    day = (edtf_days(held.when) or (None,))[0]
    return draw(
        request,
        "incident",
        query=query,
        view=view,
        detail=detail,
        row=detail.row,
        ground=figure,
        drawn=draw_figure(figure) if figure else "",
        map=map_parts(request, query, day=day, address=f"/incidents/{held.code}/map.json" + query.link("")),
        short=in_short(
            (detail.row,),
            wanted=query.wanted,
            today=view.as_of.date() if view.as_of else None,
            deadlines=view.deadlines().rows,
        ),
        history=history,
        version=version,
        asked_version=request.query_params.get("version", "")[:40],
        permalink=query.link(f"/incidents/{held.code}", as_of=moment.isoformat() if moment else None, version=version),
        pending=pending(view.records),
        reading=reading_of(view.records, held),
    )


async def incident_of_feed(request: Request) -> Response:
    """Where feeds lead: they are written for the static site, whose pages end in .html."""
    return RedirectResponse(f"/incidents/{quote(request.path_params['code'])}", 308)


async def documents(request: Request) -> Response:
    """All documents, in order of publication."""
    query, view = asked(request)
    shown, rows = view.records.store.page_of_documents(skip=query.start_at, limit=ROWS_SHOWN)
    return draw(
        request,
        "documents",
        query=query,
        view=view,
        rows=rows,
        shown=shown,
        counts=Counter(view.records.store.claim_counts(d.id for d in rows)),
        rows_shown=ROWS_SHOWN,
    )


async def search_page(request: Request) -> Response:
    """Documents, claims and quotes by their words."""
    query, view = asked(request)
    words = request.query_params.get("words", "")[:200]
    found = search(view.records, words, skip=query.start_at, limit=FOUND_SHOWN) if words.strip() else None
    return draw(
        request,
        "search",
        query=query,
        view=view,
        words=words,
        found=found,
        rows=found.documents if found else (),
        shown=found.total if found else 0,
        rows_shown=FOUND_SHOWN,
    )


async def document(request: Request) -> Response:
    """One text with its claims marked."""
    query, view = asked(request)
    name = request.path_params["id"]
    if name not in view.records.documents:
        raise UsageError(f"no document {name[:80]}", try_this="the list of documents")
    found = view.records.documents[name]
    claims = view.claims(document_id=name).rows
    return draw(
        request,
        "document",
        query=query,
        view=view,
        document=found,
        claims=claims,
        pieces=cut_text(found.text, spans_of(claims)),
        incidents=view.records.incident_of,
    )


async def why_page(request: Request) -> Response:
    """The chain from a value to the words."""
    query, view = asked(request)
    step = view.why(request.path_params["id"])
    return draw(
        request,
        "why",
        query=query,
        view=view,
        step=step if owns_disk(request) else without_paths(view.records, step),
    )


async def agreement(request: Request) -> Response:
    """Agreements, provisions with findings, due dates, and the zones of a day."""
    query, view = asked(request)
    day = day_of(request.query_params.get("day", "")) or (view.as_of.date() if view.as_of else None)
    zones = zones_for(view, day)
    of_day = query.link("/map.json", **{"from": day.isoformat(), "to": day.isoformat()}) if day else ""
    theatres = view.records.store.code_prefixes()
    in_play = {a.id for a in view.records.agreements.values() if a.prefix in theatres}
    provisions, deadlines = view.agreement().rows, view.deadlines().rows
    return draw(
        request,
        "agreement",
        in_play=in_play,
        query=query,
        view=view,
        day=day,
        zones=zones,
        map=map_parts(request, query, day=day, box=box_of(zones), address=of_day),
        heads=sorted(view.agreements().rows, key=lambda a: (a.id not in in_play, a.id)),
        provisions=provisions,
        deadlines=deadlines,
        next_due=due_next(deadlines, view.as_of.date() if view.as_of else None),
        numbers={(p.agreement, p.id): p.number for p in provisions},
    )


async def questions(request: Request) -> Response:
    """The questions that can be put."""
    query, view = asked(request)
    return draw(request, "questions", query=query, view=view, questions=QUESTIONS.values())


async def question(request: Request) -> Response:
    """One question, answered with the filter of the address."""
    query, view = asked(request)
    found = find_question(request.path_params["name"])
    since = request.query_params.get("since", "")
    code = request.query_params.get("incident", "")[:60]
    wanted = Wanted(incidents=query.wanted, incident=code or None)
    sides, places = choices(view)
    missing = [n for n in found.needs if not {"since": since, "incident": code}.get(n)]
    answer, before = None, read_query({"as_of": since}).as_of if since else None
    if not missing:
        earlier = ground_of(request).view(before) if before else None
        answer = ask(found.name, view, wanted, before=earlier)
    return draw(
        request,
        "question",
        query=query,
        view=view,
        question=found,
        answer=answer,
        missing=missing,
        since=since,
        before=before,
        incident=code,
        sides=sides,
        places=places,
        days=view.records.store.published_days()[-MOST_DAYS_OFFERED - 1 : -1] if "since" in found.needs else (),
        codes=_codes(view) if "incident" in found.needs else (),
    )


def _codes(view: View) -> tuple[tuple[str, str], ...]:
    """The incidents that a question about one offers, each with its title."""
    rows = situation_of(view, IncidentFilter(), skip=0, limit=ROWS_SHOWN).listing.rows
    return tuple((row.code, row.title) for row in rows)


async def sources(request: Request) -> Response:
    """What each source gave, who looked where, and what was set aside."""
    query, view = asked(request)
    place = str(ground_of(request).place)
    found, coverage, issues = source_texts(view).rows, view.coverage().rows, view.issues()
    return draw(
        request,
        "sources",
        query=query,
        view=view,
        sources=found[:ROWS_SHOWN],
        source_count=len(found),
        watched=() if query.as_of else followed_health(place, datetime.now(UTC)),
        alarms=past_alarms(place, query.as_of) if query.as_of else (),
        followed=bool(query.as_of) and is_followed(place),
        paths=owns_disk(request),
        coverage=coverage[-ROWS_SHOWN:],
        coverage_count=len(coverage),
        issues=issues.rows[:ROWS_SHOWN],
        issue_count=issues.total,
    )
