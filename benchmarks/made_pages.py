"""A made-up archive of news: texts and pages of our own making, seeded, in the mix that is asked for.

A document is about 200 to 450 words long. A *relevant* one tells of fighting among everyday sentences, as a report
does; the others are local news, markets, sport and culture, some of which use words of fighting in other senses. No two
documents are alike.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

FIRST = date(2021, 1, 4)
STEMS = ("Bel", "Dor", "Kal", "Mir", "Nar", "Osk", "Pel", "Rav", "Sun", "Tav", "Ulm", "Vor", "Yan", "Zem", "Gor", "Hal")
ENDS = ("nova", "abad", "vka", "dere", "kent", "ino", "ava", "shen", "mar", "lyk", "ora", "evo")
VOICES = (
    "the Defence Ministry of Westland", "Westland's army", "the Eastland General Staff", "Eastland's Foreign Ministry",
    "the truce mission", "a spokesman for the Northern Front", "local officials", "the governor of the district",
)  # fmt: skip
FIGHTING = (
    "{voice} said that {doer} troops fired mortars at the village of {place} on {day}, wounding {n} soldiers.",
    "{voice} accused {doer} forces of shelling {place} with heavy artillery late on {day}.",
    "According to {voice}, {n} civilians were killed when a drone struck a house near {place} on {day} morning.",
    '"Our positions near {place} came under sniper fire on {day}," {voice} said in a statement.',
    "{voice} denied that its units had opened fire on {place}, and called the report untrue.",
    "Two explosions were heard in {place} on {day}; {voice} said that nobody had been hurt.",
    "{voice} reported {n} violations of the ceasefire along the line near {place} between {day} and the next morning.",
    "Fighters of the {doer} side attacked a checkpoint outside {place} and took {n} soldiers prisoner, {voice} said.",
)
AROUND = (
    "The two sides signed a ceasefire in the autumn, after weeks of talks.",
    "Buses to {place} were running again by the afternoon, and the school was to open the next day.",
    "Diplomats from several countries are expected in the capital at the end of the month.",
    "The road between {place} and {other} has been closed to lorries since the winter.",
    "Observers asked both governments to give them access to the area and to keep telephone lines open.",
    "Neither account could be checked, since reporters are not allowed to travel to the district.",
    "Families in {place} told reporters that they had spent the night in the cellar of the town hall.",
    "The parliament of Westland will debate the budget of the ministry in its next session.",
    "A commission of engineers has begun to survey the bridge at {other}, which was built forty years ago.",
    "Officials said that the exchange of lists would go on next week under the eyes of the mission.",
)
EVERYDAY = (
    "The council of {place} voted {n} to 3 on {day} to widen the road that leads to the new market.",
    "Shares of the {other} dairy rose by {n} per cent after the company told of higher sales abroad.",
    "{place} beat {other} {n} to 1 in front of a full stadium, with two goals in the last ten minutes.",
    "The theatre opens its season on {day} with a comedy by a young writer from {place}.",
    "Farmers around {place} expect a good harvest of apricots, although the spring was cold.",
    "A shop that sells bicycles has moved into the old post office in the centre of {other}.",
    "The mayor thanked the {n} volunteers who had cleaned the banks of the river over the weekend.",
    "Doctors at the hospital of {place} will be able to use a new scanner from {day} on.",
    "The university invites applications for {n} scholarships in chemistry, history and law.",
    "Rain is forecast for {day}, with temperatures falling to {n} degrees in the hills above {other}.",
    "The attack of the home side was weak, and the keeper of {other} had little to do.",
    "House prices in {place} were up by {n} per cent on the year, the bank said in its report.",
    "Teachers and parents met on {day} to talk about the timetable, which will change after the holidays.",
    "The museum shows {n} paintings of the coast near {other}, many of them for the first time.",
    "An airline plans to fly between {place} and {other} twice a week during the summer.",
    "Police in {place} stopped {n} drivers for speeding and asked for patience near the school.",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NAVIGATION = "".join(
    f'<li><a href="/{w}">{w.title()}</a></li>' for w in ("world", "region", "markets", "sport", "arts", "weather")
)


def places(random: Random, count: int = 600) -> list[str]:
    """Names of villages, so many or a few less."""
    return sorted(
        {random.choice(STEMS) + random.choice(("a", "e", "i", "o", "")) + random.choice(ENDS) for _ in range(count)}
    )


def made_texts(count: int, *, relevant: float = 1.0, seed: int = 11) -> Iterator[dict[str, str]]:
    """Records with id, title, text, published, source, url and language; `relevant`: the share that tells of fighting."""
    random = Random(seed)
    names = places(random)
    for number in range(count):
        yield made_text(random, names, number, relevant=random.random() < relevant)


def made_text(random: Random, names: list[str], number: int, *, relevant: bool) -> dict[str, str]:
    """One record."""
    day = FIRST + timedelta(days=random.randrange(900))
    lines = []
    for _ in range(random.randint(6, 14)):
        if relevant:
            told = [random.choice(FIGHTING if random.random() < 0.45 else AROUND) for _ in range(random.randint(1, 3))]
        else:
            told = [random.choice(EVERYDAY) for _ in range(random.randint(2, 3))]
        lines.append(" ".join(_filled(random, names, words) for words in told))
    town = random.choice(names)
    return {
        "id": f"made-{number:09d}",
        "title": f"{'Fighting' if relevant else 'News'} from {town}, number {number}",
        "text": "\n\n".join(lines),
        "published": day.isoformat(),
        "source": f"The {random.choice(names)} Daily",
        "url": f"https://news{number % 40}.example/{day.isoformat()}/{number}.html",
        "language": "en",
    }


def _filled(random: Random, names: list[str], words: str) -> str:
    told = words.format(
        voice=random.choice(VOICES), doer=random.choice(("Westland", "Eastland")), place=random.choice(names),
        other=random.choice(names), day=random.choice(WEEKDAYS), n=random.randint(2, 90),
    )  # fmt: skip
    return told[0].upper() + told[1:]


def as_page(record: dict[str, str]) -> str:
    """The record as a page of a newspaper, with what stands around an article."""
    paragraphs = "\n".join(f"<p>{p}</p>" for p in record["text"].split("\n\n"))
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{record["title"]}</title>
<meta property="article:published_time" content="{record["published"]}T08:00:00Z">
<meta property="og:site_name" content="{record["source"]}"><link rel="canonical" href="{record["url"]}"></head>
<body><header><nav><ul>{NAVIGATION}</ul></nav></header><main><article><h1>{record["title"]}</h1>
<p class="byline">By a staff writer</p>
{paragraphs}
</article><aside><h2>Most read</h2><ul>{NAVIGATION}</ul></aside></main>
<footer><p>All rights reserved. Terms of use. Privacy.</p></footer></body></html>"""


def write_jsonl(folder: Path, count: int, *, shards: int, relevant: float = 1.0, seed: int = 11) -> list[Path]:
    """The records as gzipped JSON lines in so many files of equal length."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"part-{n:05d}.jsonl.gz" for n in range(shards)]
    each = -(-count // shards)
    records = made_texts(count, relevant=relevant, seed=seed)
    for path in paths:
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
            for _, record in zip(range(each), records, strict=False):
                file.write(json.dumps(record) + "\n")
    return paths


def write_pages(folder: Path, count: int, *, shards: int, relevant: float = 1.0, seed: int = 11) -> list[Path]:
    """The records as pages of HTML in so many WARC files, each record packed by itself."""
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"part-{n:05d}.warc.gz" for n in range(shards)]
    each = -(-count // shards)
    records = made_texts(count, relevant=relevant, seed=seed)
    for path in paths:
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for _, record in zip(range(each), records, strict=False):
                head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                page = BytesIO(as_page(record).encode())
                told = {"WARC-Date": f"{record['published']}T12:00:00Z"}
                writer.write_record(
                    writer.create_warc_record(
                        record["url"], "response", payload=page, http_headers=head, warc_headers_dict=told
                    )
                )
    return paths
