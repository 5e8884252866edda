"""The body that is read: body lines joined where a break cut a sentence, with the way back to the captured text."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.ingest.layout.find import Segment
from trucewatch.ingest.layout.joints import cut_word, ends_sentence, goes_on
from trucewatch.model.span import OffsetMap, OffsetPiece

PARAGRAPH = "\n\n"
_WIDEST = 120  # a text whose lines are all shorter was wrapped at a fixed width
_NARROWEST = 40


def mend_body(text: str, segments: Sequence[Segment]) -> tuple[str, OffsetMap]:
    """The body and its offset map.

    A sentence that goes on behind a break is joined with one blank (a word cut by a hyphen without), lines wrapped at a
    fixed width are joined, all else is separated by a blank line. Blanks and blank lines put in stand in no piece,
    unless the text holds exactly the same there.
    """
    parts: list[str] = []
    pieces: list[OffsetPiece] = []
    at = 0
    width = _wrap_width(segments)
    before: Segment | None = None
    for segment in segments:
        ranges = list(segment.ranges)
        if before is not None:
            joint, drop = _joint(text, before, segment, width)
            if drop:
                at -= 1
                parts[-1] = parts[-1][:-1]
                last = pieces.pop()
                if last.length > 1:
                    pieces.append(OffsetPiece(last.body, last.text, last.length - 1))
            if joint and text[before.ranges[-1][1] : ranges[0][0]] == joint:
                ranges[0] = (before.ranges[-1][1], ranges[0][1])
            else:
                parts.append(joint)
                at += len(joint)
        for start, end in ranges:
            parts.append(text[start:end])
            last_piece = pieces[-1] if pieces else None
            if (
                last_piece
                and last_piece.text + last_piece.length == start
                and last_piece.body + last_piece.length == at
            ):
                pieces[-1] = OffsetPiece(last_piece.body, last_piece.text, last_piece.length + end - start)
            else:
                pieces.append(OffsetPiece(at, start, end - start))
            at += end - start
        before = segment
    return "".join(parts), OffsetMap(pieces=tuple(pieces))


def _joint(text: str, before: Segment, after: Segment, width: int | None) -> tuple[str, bool]:
    """What goes between two body lines, and whether the first one's last character (a hyphen) is left out."""
    if after.opens:
        return PARAGRAPH, False
    tail, head = _tail(text, before), _head(text, after)
    wrapped = after.gap == 1 and width is not None and _fills(before, head, width)
    if not wrapped and not goes_on(tail, head):
        return PARAGRAPH, False
    keeps_hyphen = cut_word(tail, head)
    if keeps_hyphen is not None and not ends_sentence(tail):
        return "", not keeps_hyphen
    return " ", False


def _wrap_width(segments: Sequence[Segment]) -> int | None:
    """The width that the lines of this text were wrapped at, None if they were not."""
    lengths = [_length(s) for s in segments]
    widest = max(lengths, default=0)
    runs = sum(1 for s in segments if s.gap == 1)
    return widest if _NARROWEST <= widest <= _WIDEST and runs >= 2 else None


def _fills(segment: Segment, next_words: str, width: int) -> bool:
    first = next_words.split(maxsplit=1)
    return bool(first) and _length(segment) + 1 + len(first[0]) > width


def _length(segment: Segment) -> int:
    return segment.ranges[-1][1] - segment.ranges[0][0]


def _tail(text: str, segment: Segment) -> str:
    kept = ""
    for start, end in reversed(segment.ranges):
        kept = text[max(start, end - 200) : end] + kept
        if len(kept) >= 200:
            break
    return kept


def _head(text: str, segment: Segment) -> str:
    kept = ""
    for start, end in segment.ranges:
        kept += text[start : min(end, start + 200)]
        if len(kept) >= 100:
            break
    return kept
