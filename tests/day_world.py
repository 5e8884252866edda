"""A small world for tests of deriving day by day: texts with marked claims, two agreements, a gazetteer, a followed source."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from fake_stages import FakeReader
from fake_stages import read_input as read_marked
from gazetteer_files import table_file
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.stages import Stages, default_stages
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.actor import ActorRef
from trucewatch.model.agreement import Agreement, Party, Provision
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.ids import short_id
from trucewatch.model.issue import Issue
from trucewatch.model.span import Span
from trucewatch.model.where import PlaceMention
from trucewatch.store.sqlite import MEMORY, SqliteStore

START = datetime(2021, 1, 10, 8, tzinfo=UTC)
ROWS = [
    "1;Hill;P;AA;N;;10.0;10.0;800;",
    "2;Ford;P;AA;N;;10.3;10.2;900;",
    "3;Kamen;P;AA;N;;10.2;10.1;800;",
    "4;Kamen;P;AA;S;;14.2;10.1;900;",
    "5;Brod;P;AA;S;;14.25;10.15;70000;",
    "6;Dale;P;BB;E;;30.0;20.0;800;",
    "7;Glen;P;BB;E;;30.3;20.2;900;",
]
NEAR, FAR = ("Hill", "Ford", "Kamen", "Brod", "Nowhere"), ("Dale", "Glen", "Kamen")
WORDS = [f"word{n}" for n in range(300)]


class MarkedReader(FakeReader):
    """Claims of lines `@claim speaker act when place [more]`; their ids change with the day that a text counts from."""

    def _claim(self, d: Document, words: list[str], span: Span) -> Claim:
        _, speaker, act, when, place, *more = words
        if when == "yesterday":
            when = (d.anchor - timedelta(days=1)).isoformat() if d.anchor else ""
        other = {"North": "South", "South": "North", "East": "West", "West": "East"}.get(speaker)
        kind = "monitoring_mission" if speaker == "Mission" else "ministry"
        doer = ActorRef(name=f"{other} forces", side=other) if other else None
        hurt = [int(m[5:]) for m in more if m.startswith("hurt=")]
        total = [int(m[6:]) for m in more if m.startswith("total=")]
        return Claim(
            id=short_id("c", d.id, str(span.start), str(d.anchor), self.version),
            document_id=d.id,
            spans=(span,),
            acts=(act,),
            speaker=ActorRef(name=f"{speaker} ministry", side=speaker, kind=kind) if speaker != "Nobody" else None,
            initiator=doer,
            polarity="denies" if "denies" in more else "affirms",
            when=when or None,
            where=(PlaceMention(name=place, kind="settlement"),) if place != "-" else (),
            count=total[0] if total else None,
            count_unit="violations" if total else None,
            harm=tuple(Harm(kind="wounded", low=n, high=n, who=ActorRef(name="men", side=speaker)) for n in hurt),
            reader=self.version,
        )


def read_input(raw: RawInput, options: IngestOptions) -> Iterator[Document | Issue]:
    """Texts without their marks as bodies, so that copies are known by their words."""
    for found in read_marked(raw, options):
        if isinstance(found, Document):
            lines = found.text.splitlines()
            source = next((line[8:] for line in lines if line.startswith("#source ")), None)
            body = "\n".join(line for line in lines if not line.startswith("#"))
            found = msgspec.structs.replace(found, body=body, source=source)
        yield found


def stages(folder: Path) -> Stages:
    """The program's own stages, with such texts and a small gazetteer."""
    gazetteer = table_file(folder, ROWS)
    return msgspec.structs.replace(default_stages(), read_input=read_input, gazetteer=lambda: gazetteer)


def pack(ident: str, prefix: str, sides: tuple[str, str], places: tuple[str, ...]) -> Agreement:
    """An agreement of two sides: no fire, and a withdrawal by a day."""
    return Agreement(
        id=ident,
        prefix=prefix,
        names=(f"The {places[0]} truce",),
        kind="ceasefire",
        parties=tuple(Party(side=s, role="party") for s in sides),
        signed_on=date(2020, 12, 1),
        effective_at=datetime(2020, 12, 1, tzinfo=UTC),
        texts=(),
        sources=(),
        monitors=("Mission",),
        theatre_places=places,
        provisions=(
            Provision(
                id=f"{ident}/1", number="1", topic="fire", text="No fire.", deontic="must_not", obligors=sides,
                reference="1", acts=("shelling", "small_arms_fire", "sniper_fire"),
            ),
            Provision(
                id=f"{ident}/2", number="2", topic="withdrawal", text="Troops leave.", deontic="must", obligors=sides,
                reference="2", acts=("ground_assault",), fulfilled_by=("withdrawal",), due=date(2020, 12, 20),
                fulfilled_where=places[:2],
            ),
        ),
    )  # fmt: skip


def furnish(store: SqliteStore) -> None:
    """Two agreements and a followed source."""
    store.put_agreement(pack("near", "NR", ("North", "South"), NEAR[:4]))
    store.put_agreement(pack("far", "FR", ("East", "West"), FAR[:2]))
    card = {"followed": True, "followed_since": datetime(2020, 12, 1, tzinfo=UTC), "silent_after_hours": 24}
    store.put_source(Source(id="valley", name="The Valley", **card))
    store.put_source(Source(id="silent", name="The Silent", **card))


def texts(chance: random.Random, n: int) -> list[str]:
    """Reports of a few days: some printed again by others, some edited, with and without a day."""
    stories: list[tuple[list[str], list[str]]] = []
    made = []
    for _ in range(n):
        if stories and chance.random() < 0.45:
            sentences, claims = (list(x) for x in chance.choice(stories))
            if chance.random() < 0.4:
                sentences[chance.randrange(len(sentences))] = sentence(chance)
            if chance.random() < 0.3 and len(claims) > 1:
                claims.pop()
        else:
            sentences = [sentence(chance) for _ in range(6)]
            claims = [claim(chance) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
        stories.append((sentences, claims))
        day = f"#published 2020-12-{chance.randint(8, 24):02}\n" if chance.random() < 0.93 else ""
        source = chance.choice(("#source The Valley\n", "#source The River\n", ""))
        made.append(day + source + "\n".join([*sentences, *claims]) + "\n")
    return list(dict.fromkeys(made))


def sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=10)) + "."


def claim(chance: random.Random) -> str:
    near = chance.random() < 0.7
    speaker = chance.choice(("North", "South", "Mission", "Nobody") if near else ("East", "West", "Mission"))
    place = chance.choice((*NEAR, "-") if near else FAR)
    when = f"2020-12-{chance.randint(9, 14):02}" if chance.random() < 0.7 else chance.choice(("yesterday", "2020-12"))
    acts = ("shelling", "shelling", "small_arms_fire", "sniper_fire", "ground_assault", "withdrawal")
    act = chance.choice((*acts, "compliance_statement", "monitor_restriction", "unspecified_violation"))
    more = chance.choice(("", "", "denies", "hurt=2", "hurt=3", "total=12", "total=5"))
    return f"@claim {speaker} {act} {when} {place} {more}".rstrip()


def take(store: SqliteStore, folder: Path, wanted: Iterable[tuple[int, str]], at: datetime, steps: Stages) -> None:
    """Some texts come in."""
    for n, words in wanted:
        file = folder / f"{n}.txt"
        file.write_text(words, encoding="utf-8")
        ingest_paths(store, [file], IngestOptions(captured_at=at), stages=steps)


def copied(store: SqliteStore) -> SqliteStore:
    """The store as it is, in memory."""
    target = sqlite3.connect(MEMORY, isolation_level=None)
    store._db.backup(target)
    return SqliteStore(target, MEMORY)
