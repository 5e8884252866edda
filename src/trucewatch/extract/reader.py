"""The reader: a document in, its claims out."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from trucewatch import __version__
from trucewatch.extract.actors.sides import sides_in
from trucewatch.extract.actors.table import load_table
from trucewatch.extract.acts import settle_acts
from trucewatch.extract.aliases import short_names
from trucewatch.extract.blind import Blinded, Blinder
from trucewatch.extract.carry import Account, inherit
from trucewatch.extract.casing import with_case, word_test
from trucewatch.extract.cast import Cast
from trucewatch.extract.denial import settle_denials
from trucewatch.extract.draft import Draft
from trucewatch.extract.finish import finish
from trucewatch.extract.grouping import drafts_of
from trucewatch.extract.issuer import find_issuer, issuer_in, settle_issuer
from trucewatch.extract.keep import only_recalls, worth_keeping
from trucewatch.extract.lexicon import data_digest
from trucewatch.extract.merge import merge_repeats
from trucewatch.extract.parsing import Sentence, load_model, number, split_paragraphs
from trucewatch.extract.place_pointers import LOOK_BACK, find_ground
from trucewatch.extract.quotes import find_quotes
from trucewatch.extract.recall import recall
from trucewatch.extract.relevance import is_relevant, relevant_paragraphs
from trucewatch.extract.settle import settle_roles
from trucewatch.extract.slot_places import follow_up
from trucewatch.extract.slot_times import spoken_day
from trucewatch.extract.slots import fill_slots
from trucewatch.extract.speech import DirectSpeech, led_by_name
from trucewatch.extract.toll import toll_draft
from trucewatch.extract.unknown import settle_unknown_sides
from trucewatch.extract.when.context import TimeContext, advance
from trucewatch.extract.when.find import find_times
from trucewatch.extract.when.mention import TimeMention
from trucewatch.extract.when.resolve import resolve_time
from trucewatch.model.actor import ActorRef
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document

if TYPE_CHECKING:
    from spacy.language import Language

_TOLD_TOGETHER = 250  # drafts that are compared with one another: a whole report, but a stretch of a book
_BATCH = 32  # paragraphs handed to the parser at a time
_PART = 200_000  # characters whose parse is held at a time; a longer text is read as several of this length
_TOGETHER = 40_000  # characters of short documents that are parsed together


class Reader:
    """Reads documents with one language model. Not for sharing between threads; make one a process.

    `parties`: canonical side names that an agreement names; they help to tell who "the other side" is. `skim`: leave
    paragraphs unparsed whose words can tell nothing, and whole documents of such.
    """

    def __init__(self, model: str | None = None, *, parties: tuple[str, ...] = (), skim: bool = True) -> None:
        self.nlp: Language
        self.nlp, self.model = load_model(model)
        self.is_word = word_test(self.nlp)
        self.table = load_table()
        self.parties = parties
        self.skim = skim
        self.version = f"rules@{__version__}-{data_digest()}+{self.model}"

    def read(self, document: Document) -> tuple[Claim, ...]:
        """The claims of one document."""
        document = with_case(document, self.is_word)
        return self._claims(document, (self._parsed([part])[0] for part in _parts(self._pieces(document))))

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Claim, ...]]]:
        """Documents with their claims, in order; short ones are parsed together. An error comes at its document's turn."""
        for group in _groups(documents):
            for document, parsed in zip(group, self._parsed_together(group), strict=True):
                yield document, self.read(document) if parsed is None else self._claims(parsed[0], [parsed[1]])

    def is_relevant(self, document: Document) -> bool:
        """True unless the words of an English document show that it can tell nothing of fighting. Parses nothing."""
        return not document.in_english or is_relevant(document.body)

    def _pieces(self, document: Document) -> list[Piece]:
        """The paragraphs to parse."""
        pieces = list(split_paragraphs(document.body))
        skim = self.skim and document.in_english
        worth = relevant_paragraphs([text for _, text in pieces]) if skim else (True,) * len(pieces)
        blinder = Blinder(self.table)
        return [Piece(i, base, blinder.hide(text)) for i, (base, text) in enumerate(pieces) if worth[i]]

    def _parsed(self, texts: list[list[Piece]]) -> list[list[Sentence]]:
        docs = self.nlp.pipe((piece.blinded.text for pieces in texts for piece in pieces), batch_size=_BATCH)
        return [number((*piece, next(docs)) for piece in pieces) for pieces in texts]

    def _parsed_together(self, group: list[Document]) -> Sequence[tuple[Document, list[Sentence]] | None]:
        """Each document with its sentences; None for one that is to be read by itself, and for all where one fails."""
        if len(group) == 1:
            return [None]
        try:
            cased = [with_case(document, self.is_word) for document in group]
            sentences = self._parsed([self._pieces(document) for document in cased])
        except Exception:  # noqa: BLE001 - whose it is shows when it is read alone, and is raised there
            return [None] * len(group)
        return list(zip(cased, sentences, strict=True))

    def _claims(self, document: Document, parts: Iterable[list[Sentence]]) -> tuple[Claim, ...]:
        """The claims of a document whose sentences come in one part, or in several where it is very long."""
        cast = Cast(
            table=self.table,
            sides=sides_in(document.body, self.table, parties=self.parties),
            homes=self.table.homes_in(document.body),
            short=short_names(document.body),
        )
        cast.introduce(document.body)
        issuer = find_issuer(document, cast)
        if issuer is not None:
            cast.speakers.append(issuer)
        times = find_times(document.body)
        telling = _Telling(
            document=document, cast=cast, issuer=issuer, times=times, context=time_context(document, times),
            quotes=find_quotes(document.body),
        )  # fmt: skip
        return tuple(claim for sentences in parts for claim in finish(telling.told(sentences), document, self.version))


class Piece(NamedTuple):
    """A paragraph: its number, where it begins in the body, and its words with those hidden that tell sides."""

    paragraph: int
    base: int
    blinded: Blinded


@dataclass
class _Telling:
    """What is known of a document while its sentences are gone through."""

    document: Document
    cast: Cast
    issuer: ActorRef | None
    times: tuple[TimeMention, ...]
    context: TimeContext
    quotes: tuple[tuple[int, int], ...]
    account: Account = field(default_factory=Account)
    times_seen: int = 0
    briefing: date | None = None
    passed: deque[Sentence] = field(default_factory=lambda: deque(maxlen=LOOK_BACK))  # the sentences just told

    def told(self, sentences: list[Sentence]) -> list[Draft]:
        """What the sentences of a part tell, worth keeping and each told once."""
        speech = DirectSpeech(sentences, self.quotes)
        drafts: list[Draft] = []
        for sentence in sentences:
            quoted = speech.speaker(sentence, self.cast) or led_by_name(sentence, self.cast)
            drafts += self._told_in(sentence, quoted, drafts)
        self.account.settle_between(drafts)
        settle_issuer(drafts, self.issuer)
        kept: list[Draft] = []
        for first in range(0, len(drafts), _TOLD_TOGETHER):
            part = drafts[first : first + _TOLD_TOGETHER]
            settle_denials(part)
            settle_unknown_sides(part, self.document, self.cast)
            settle_roles(part, self.cast)
            anchor = self.context.anchor
            worth = [d for i, d in enumerate(part) if worth_keeping(d, anchor) and not only_recalls(d, part[:i])]
            kept += merge_repeats(worth)
        return kept

    def _told_in(self, sentence: Sentence, quoted: ActorRef | None, earlier: list[Draft]) -> list[Draft]:
        here = self._times_in(sentence)
        if self.issuer is None or self.issuer.side is None:  # a title may name but "Defence Ministry"
            self.issuer = issuer_in(sentence, self.cast) or self.issuer
        self.cast.meet(sentence)
        carried, rule = self.account.carried(sentence)
        spoken = spoken_day(sentence, here, self.context)
        if sentence.index == 0:
            self.briefing = spoken  # the day that the lead gives holds for the account that follows
        self.context = msgspec.structs.replace(self.context, spoken=spoken or self.briefing)
        new = drafts_of(sentence, self.cast, carried, rule, quoted)
        if not new and earlier:
            follow_up(sentence, self.cast, earlier[-1])
        left = fill_slots(new, sentence, self.cast, here, self.context)
        self.context = _later(self.context, here)
        new += toll_draft(left, new, earlier, sentence, self.cast, carried or quoted, here, self.context)
        for draft in new:
            settle_acts(draft)
            recall(draft, earlier)
            inherit(draft, earlier)
            find_ground(draft, self.passed, self.cast)
        self.account.hears(new, quoted, self.cast.said_in(sentence), sentence)
        self.passed.append(sentence)
        return new

    def _times_in(self, sentence: Sentence) -> tuple[TimeMention, ...]:
        """The time words of a sentence; those of paragraphs passed over before it still tell which day it is."""
        at, start, end = self.times_seen, sentence.start, sentence.end
        first = bisect_left(self.times, start, lo=at, key=lambda m: m.span.start)
        self.times_seen = bisect_left(self.times, end, lo=first, key=lambda m: m.span.start)
        self.context = _later(self.context, self.times[at:first])
        return self.times[first : self.times_seen]


def _groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in order, in groups small enough to be parsed together."""
    group: list[Document] = []
    size = 0
    for document in documents:
        if group and size + len(document.body) > _TOGETHER:
            yield group
            group, size = [], 0
        group.append(document)
        size += len(document.body)
    if group:
        yield group


def _parts(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """The paragraphs of a document, those of a very long one in several parts that are read one after the other."""
    part: list[Piece] = []
    size = 0
    for piece in pieces:
        part.append(piece)
        size += len(piece.blinded.text)
        if size >= _PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def _later(context: TimeContext, told: Sequence[TimeMention]) -> TimeContext:
    """The context after a sentence: the day that it told last is what "earlier in the day" and "at 9.30" may mean next."""
    for mention in told:
        if mention.opening_clause is None:
            context = advance(context, resolve_time(mention, context))
    return context


def time_context(document: Document, times: tuple[TimeMention, ...] = ()) -> TimeContext:
    """Where relative dates of a document count from; a text without any day of its own may name one year."""
    source = "none"
    if document.anchor is not None:
        source = "dateline" if document.dateline and document.dateline.date else "published"
    years = {m.first.year for m in times if m.first.year is not None}
    year = years.pop() if document.anchor is None and len(years) == 1 else None
    return TimeContext(anchor=document.anchor, anchor_source=source, text_year=year, borrow_day=True)  # type: ignore[arg-type]
