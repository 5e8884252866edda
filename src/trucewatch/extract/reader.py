"""The reader: a document in, its claims out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from trucewatch import __version__
from trucewatch.extract.actors.sides import sides_in
from trucewatch.extract.actors.table import load_table
from trucewatch.extract.acts import settle_acts
from trucewatch.extract.blind import Blinder
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
from trucewatch.extract.quotes import find_quotes
from trucewatch.extract.settle import settle_roles
from trucewatch.extract.slots import fill_slots
from trucewatch.extract.speech import quoted_speakers
from trucewatch.extract.toll import toll_draft
from trucewatch.extract.unknown import settle_unknown_sides
from trucewatch.extract.when.context import TimeContext, advance
from trucewatch.extract.when.find import find_times
from trucewatch.extract.when.mention import TimeMention
from trucewatch.extract.when.resolve import resolve_time
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document

if TYPE_CHECKING:
    from spacy.language import Language

_TOLD_TOGETHER = 250  # drafts that are compared with one another: a whole report, but a stretch of a book
_BATCH = 32  # paragraphs handed to the parser at a time


class Reader:
    """Reads documents with one language model. Not for sharing between threads; make one a process.

    `parties`: canonical side names that an agreement names; they help to tell who "the other side" is.
    """

    def __init__(self, model: str | None = None, *, parties: tuple[str, ...] = ()) -> None:
        self.nlp: Language
        self.nlp, self.model = load_model(model)
        self.is_word = word_test(self.nlp)
        self.table = load_table()
        self.parties = parties
        self.version = f"rules@{__version__}-{data_digest()}+{self.model}"

    def read(self, document: Document) -> tuple[Claim, ...]:
        """The claims of one document."""
        document = with_case(document, self.is_word)
        pieces = list(split_paragraphs(document.body))
        blinder = Blinder(self.table)
        blinded = [blinder.hide(text) for _, text in pieces]
        docs = self.nlp.pipe((b.text for b in blinded), batch_size=_BATCH)
        return self._claims(document, number(zip((base for base, _ in pieces), docs, strict=True), blinded))

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Claim, ...]]]:
        """Documents with their claims, in order."""
        for document in documents:
            yield document, self.read(document)

    def _claims(self, document: Document, sentences: list[Sentence]) -> tuple[Claim, ...]:
        cast = Cast(
            table=self.table,
            sides=sides_in(document.body, self.table, parties=self.parties),
            homes=self.table.homes_in(document.body),
        )
        issuer = find_issuer(document, cast)
        if issuer is not None:
            cast.speakers.append(issuer)
        times = find_times(document.body)
        context = time_context(document, times)
        quotes = quoted_speakers(sentences, find_quotes(document.body), cast)
        account = Account()
        drafts: list[Draft] = []
        at = 0
        for sentence in sentences:
            here: list[TimeMention] = []
            while at < len(times) and times[at].span.start < sentence.end:
                if times[at].span.start >= sentence.start:
                    here.append(times[at])
                at += 1
            issuer = issuer or issuer_in(sentence, cast)
            carried, rule = account.carried(sentence)
            quoted = quotes.get(sentence.index)
            new = drafts_of(sentence, cast, carried, rule, quoted)
            left = fill_slots(new, sentence, cast, tuple(here), context)
            context = _later(context, here)
            new += toll_draft(left, new, drafts, sentence, cast, carried or quoted, tuple(here), context)
            for draft in new:
                settle_acts(draft)
                inherit(draft, drafts)
            heard = next((d.speaker for d in new if d.speaker is not None and d.polarity == "affirms"), None) or quoted
            account.heard(heard or cast.said_in(sentence), sentence)
            drafts += new
        settle_issuer(drafts, issuer)
        kept: list[Draft] = []
        for first in range(0, len(drafts), _TOLD_TOGETHER):
            part = drafts[first : first + _TOLD_TOGETHER]
            settle_denials(part)
            settle_unknown_sides(part, document, cast)
            settle_roles(part, cast)
            worth = [
                d for i, d in enumerate(part) if worth_keeping(d, context.anchor) and not only_recalls(d, part[:i])
            ]
            kept += merge_repeats(worth)
        return finish(kept, document, self.version)


def _later(context: TimeContext, told: list[TimeMention]) -> TimeContext:
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
