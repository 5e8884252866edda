"""How the places of a sentence stand to one another: lists, larger places that hold others, points of reference."""

from __future__ import annotations

import itertools

from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.place_runs import Run, kind_of_word
from trucewatch.extract.token import Token
from trucewatch.model.where import PlaceKind

_RANK: dict[PlaceKind, int] = {
    "site": 0, "settlement": 0, "area": 1, "unknown": 1, "district": 2, "region": 3, "country": 4, "line": 5,
}  # fmt: skip
_INSIDE = ("in", "of", "near")


def between(a: Run, b: Run) -> list[Token]:
    """The tokens between two names, what stands in round brackets left out."""
    out: list[Token] = []
    depth = 0
    for t in a.tokens[0].doc[a.tokens[-1].i + 1 : b.tokens[0].i]:
        depth += t.text == "("
        if depth == 0:
            out.append(t)
        depth -= t.text == ")" and depth > 0
    return out


def join_lists(runs: list[Run]) -> None:
    """Names of one list share what any of them knows: "Shahpur and Kirni sectors", "near Shosh and Taghavard"."""
    pairs = [(runs[i], runs[i + 1]) for i, link in enumerate(_links(runs)) if link]
    for a, b in pairs:
        _share(a, b)
    for a, b in reversed(pairs):
        _share(b, a)


def listed(a: Run, b: Run) -> str:
    """ "and" or "comma" where two names are of one list, else ""."""
    said = [t.lower_ for t in between(a, b) if lemma(t) not in kind_of_word()]
    if not said or not all(w in words("places", "joins") for w in said):
        return ""
    return "and" if any(w in ("and", "or", "&") for w in said) else "comma" if "," in said else ""


def _links(runs: list[Run]) -> list[str]:
    """How each name is joined to the next; a bare comma joins only within a list that an "and" ends."""
    linked = [listed(a, b) for a, b in itertools.pairwise(runs)]
    for i in reversed(range(len(linked))):
        if linked[i] == "comma" and not (i + 1 < len(linked) and linked[i + 1]):
            linked[i] = ""
    return linked


def _share(a: Run, b: Run) -> None:
    if b.relation is None and not b.acted_on and (a.relation is not None or a.acted_on):
        b.relation, b.acted_on, b.top, b.prep = a.relation, a.acted_on, a.top, a.prep
    if (
        b.type_word is None
        and a.type_word is not None
        and (a.type_word.i <= a.tokens[0].i or a.type_word.i > max(a.tokens[-1].i, b.tokens[-1].i))
        and (a.type_word.i <= a.tokens[0].i or a.type_word.tag_ in ("NNS", "NNPS"))
    ):
        b.type_word = a.type_word


def mark_holders(runs: list[Run]) -> None:
    """Find the larger places: "A in B", "A of B", "A, B", "B's A", "A, south of B"; and by kind where several are named."""
    links = _links(runs)
    bare = [_bare_comma(a, b) for a, b in itertools.pairwise(runs)]
    for i, (a, b) in enumerate(itertools.pairwise(runs)):
        if bare[i] and not links[i] and not any(bare[max(0, i - 1) : i]) and not any(bare[i + 1 : i + 2]):
            alone = not any(links[max(0, i - 1) : i + 2])
            b.holds = b.holds or (alone and (_rank(b) >= _rank(a) or _of_a_district(a, b)))  # "Toribio, Cauca"
        if links[i] and a.holds and not _lies_in(b, runs[i + 2 : i + 3]):
            b.holds = True  # "in Masisi, Walikale and Rutshuru territories"
            continue
        inner = a if a.kind != "line" else next((r for r in reversed(runs[:i]) if r.kind != "line"), None)
        if inner is not None:
            _mark_pair(inner, a, b)
    _mark_opening(runs)
    lists = _lists(runs, links)
    ranks = [(_rank(r), lists[i]) for i, r in enumerate(runs) if not r.holds]
    of_list = {id(r) for i, link in enumerate(links) if link == "and" for r in runs[i : i + 2]}
    for i, r in enumerate(runs):
        kept = (id(r) in of_list and r.kind == "district") or _begins_anew(runs, i)
        # names of one list do not lie in one another
        least = min((rank for rank, of in ranks if of != lists[i]), default=_rank(r))
        if not r.holds and not kept and _RANK["district"] <= _rank(r) > least:
            r.holds = True


def _lists(runs: list[Run], links: list[str]) -> list[int]:
    """A number for each name, the same for names of one list."""
    out: list[int] = []
    for i in range(len(runs)):
        out.append(out[-1] if i and links[i - 1] else i)
    return out


def _begins_anew(runs: list[Run], i: int) -> bool:
    """True for B of "A in one district and in B in another": it is told beside A, and lies in what follows."""
    if not i or not _lies_in(runs[i], runs[i + 1 : i + 2]) or _rank(runs[i]) > _rank(runs[i + 1]):
        return False
    return [t.lower_ for t in between(runs[i - 1], runs[i]) if lemma(t) not in kind_of_word()][:1] == ["and"]


def _of_a_district(a: Run, b: Run) -> bool:
    """True for "Macomia district, Cabo Delgado": what follows a district is the region that it lies in."""
    behind = a.type_word is not None and a.type_word.i > a.tokens[-1].i
    return behind and a.kind == "district" and b.kind == "unknown"


def _bare_comma(a: Run, b: Run) -> bool:
    """True for "in Toribio, Cauca" where nothing is listed behind."""
    if [t.text for t in between(a, b) if lemma(t) not in kind_of_word()] != [","] or a.relation is None:
        return False
    after = b.tokens[-1].doc[b.tokens[-1].i + 1 : b.tokens[-1].i + 3]
    goes_on = len(after) == 2 and after[0].text == "," and after[1].text[:1].isupper()
    return not goes_on and not (after and after[0].lower_ in ("and", "or", "&"))


def _lies_in(run: Run, after: list[Run]) -> bool:
    """True if a name is followed by one that holds it: "Atbara in River Nile state"."""
    return bool(after) and [t.lower_ for t in between(run, after[0])][:1] == ["in"]


def _mark_pair(inner: Run, a: Run, b: Run) -> None:
    """Which of two names holds the other. `inner`: the first one, or the one before it where the first is a line."""
    typed = a.type_word.i if a.type_word is not None and a.tokens[-1].i < a.type_word.i < b.tokens[0].i else -1
    joint = between(a, b)
    lowered = [t.lower_ for t in joint]
    owned = "'s" in lowered or "’s" in lowered
    if "including" in lowered and all(w in (",", "including", "the") for w in lowered):
        a.holds = True
        return
    rest = [t for t in joint if (owned or t.i > typed) and (lemma(t) not in kind_of_word() or lemma(t) == "direction")]
    if _bears(rest):  # "Hays, south of Hodeidah"
        b.holds = inner.kind not in ("region", "country")
        return
    if inner is a and _rank(b) < _rank(a) and b.kind != "unknown" and not (rest and rest[0].lower_ in ("of", "in")):
        return
    holds = words("places", "holds")
    if not rest or not all(t.lower_ in holds or t.pos_ == "ADJ" for t in rest):
        return
    lowered = [t.lower_ for t in rest]
    if inner is not a:
        b.holds = b.holds or (lowered[0] in ("in", "of") and _rank(b) >= _rank(inner))
    elif owned:
        a.holds = True
    elif any(w in _INSIDE for w in lowered):
        b.holds = True
    elif lowered[0] == ",":  # "Sur, Hadrut district", "Sur, northern Hadrut", "Sur in Hadrut district, Artsakh"
        wider = _rank(b) > _rank(a) or (_rank(b) == _rank(a) and any(w in words("places", "parts") for w in lowered))
        b.holds = b.holds or wider or a.holds


def without_far_points(runs: list[Run]) -> list[Run]:
    """The names without the towns that others are so many kilometres away from, where others are named at all."""
    near = [r for r in runs if not _far_from(r) and not _alias(r, runs)]
    return near or runs


def _alias(run: Run, runs: list[Run]) -> bool:
    """True for the other name of "Sharg El Nile (Eastern Nile)"."""
    doc, first, last = run.tokens[0].doc, run.tokens[0].i, run.tokens[-1].i
    if first < 2 or last + 1 >= len(doc) or doc[first - 1].text != "(" or doc[last + 1].text != ")":
        return False
    return any(r.tokens[-1].i in (first - 2, first - 3) for r in runs)


def _far_from(run: Run) -> bool:
    """True for the town of "a village 160 km (100 miles) south-west of Tripoli"."""
    doc, first, start = run.tokens[0].doc, run.tokens[0].i, run.tokens[0].sent.start
    for at in range(first - 1, max(start, first - _TO_THE_NAME) - 1, -1):
        t = doc[at]
        if t.lower_ == "of" and at > start and doc[at - 1].lower_ in words("places", "bearings"):
            return any(_is_length(w) for w in doc[max(start, at - _LENGTH_BEFORE) : at - 1])
        if t.lower_ == "from" and at > start and _is_length(doc[at - 1]):
            return True
        if t.pos_ in ("VERB", "AUX", "ADP", "CCONJ") or t.text in (",", ";", ":", "(", ")"):
            return False
    return False


_TO_THE_NAME = 6  # words between "south of" and the name: "of the rebels' stronghold X"
_LENGTH_BEFORE = 8  # words before "south of" in which the length stands


def _bears(joint: list[Token]) -> bool:
    """True for "(located) 60 km south-east of": the second name says where the first lies."""
    said = [t.lower_ for t in joint]
    of = next((i for i, w in enumerate(said) if w == "of" and i > 0 and said[i - 1] in words("places", "bearings")), -1)
    if of < 0 and not any(_is_length(t) for t in joint):
        return False
    end = of if of >= 0 else len(said)
    if of < 0 and said[-1] not in ("from", "of", "the"):
        return False
    return all(
        w in words("places", "lying") or w in words("places", "bearings") or t.like_num or _is_length(t) or w == "-"
        for w, t in zip(said[:end], joint[:end], strict=True)
    ) and all(
        w in ("the", "of", "town", "city", "village", "capital") or t.pos_ == "ADJ"
        for w, t in zip(said[end:], joint[end:], strict=True)
    )


def _is_length(token: Token) -> bool:
    return token.lower_ in words("places", "lengths") or (token.lower_.endswith("km") and token.text[:1].isdigit())


def _rank(run: Run) -> int:
    """How wide ground is: a sector or zone holds villages, as a district does."""
    wide = run.kind == "area" and run.type_word is not None and lemma(run.type_word) in words("places", "wide_areas")
    return _RANK["district"] if wide else _RANK[run.kind]


def _mark_opening(runs: list[Run]) -> None:
    """ "In South Kordofan, ... a strike on Abu Jubeiha": what opens the sentence holds what is named in it."""
    first = runs[0] if runs else None
    if first is None or first.kind in ("settlement", "site") or first.relation != "in":
        return
    if first.tokens[0].i > first.tokens[0].sent.start + 2:
        return
    typed = first.type_word
    after = typed if typed is not None and typed.i > first.tokens[-1].i else first.tokens[-1]
    rest = [r for r in runs[1:] if not r.holds and r.kind not in ("country", "region", "line", "site")]
    if rest and after.i + 1 < len(after.doc) and after.nbor(1).text == "," and not listed(first, runs[1]):
        first.holds = True
