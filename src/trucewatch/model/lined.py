"""YAML as plain data that still knows its lines, so that an error can name the one to mend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib.resources.abc import Traversable
from pathlib import Path as FilePath
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
import yaml

from trucewatch.errors import ConfigurationError

Path = tuple[str | int, ...]
Plain = Any  # str, int, float, bool, None, and lists and dicts of these
T = TypeVar("T")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[+-]?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}\.[0-9]{1,12}\Z")
_PATH_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+)\]")
# The YAML library would turn 2020-11-31 into an error without a line and "no" into False, so words stay words here and
# msgspec checks them against the type of the field.
_WORDS: dict[str, Plain] = {"null": None, "~": None, "": None, "true": True, "false": False}


class LinedData(msgspec.Struct, frozen=True, kw_only=True):
    """Plain data with the line (from 1) of every value, and of every key, by its path."""

    name: str
    data: Plain
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a path; of its nearest known parent when the path itself is not in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Path) -> str:
        """`file:line`, to stand in front of an error."""
        return f"{self.name}:{self.line(path)}"


def parse_lined(text: str, name: str) -> LinedData:
    """The data of one YAML file with its lines.

    Raises: ConfigurationError for what is not YAML, is empty, repeats a key, or uses anchors (such a file is read by
    people: what it says must stand where it says it).
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise ConfigurationError(
            f"this is not YAML: {exc.problem or exc.context}",
            where=where,
            try_this="look for a missing colon, quote or wrong indent on this line or the one before",
        ) from exc
    except yaml.YAMLError as exc:
        raise ConfigurationError(
            f"this is not YAML: {exc}", where=name, try_this="save the file as UTF-8 text without control characters"
        ) from exc
    if root is None:
        raise ConfigurationError(
            "the file is empty", where=name, try_this="start from one that comes with the program and change it"
        )
    builder = _Builder(name)
    return LinedData(name=name, data=builder.build(root, ()), lines=builder.lines)


def read_lined(source: FilePath | Traversable, what: str) -> str:
    """The text of a file of ours; `what` names its kind in errors ("pack", "card").

    Raises: ConfigurationError when it cannot be read or is not UTF-8, with the line.
    """
    try:
        data = source.read_bytes()
    except OSError as exc:
        raise ConfigurationError(
            f"the {what} cannot be read: {exc.strerror or exc}",
            where=str(source),
            try_this="check the path and its permissions",
        ) from exc
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise ConfigurationError(
            f"the {what} is not UTF-8 text",
            where=f"{source}:{data.count(bytes([10]), 0, exc.start) + 1}",
            try_this="save the file as UTF-8",
        ) from exc


def parse_record(
    text: str,
    name: str,
    kind: type[T],
    page: str,
    find_defects: Callable[[T], Iterable[tuple[Path, str, str]]],
    hints: Iterable[tuple[str, str]] = (),
) -> T:
    """The record in a YAML text. `name` stands before the line in errors; `page` documents every field.

    `find_defects`: what a record of the right shape may still have wrong: (place, what, what to try). `hints`: words of an
    error message with what to try, before the usual ones.
    Raises: ConfigurationError with file, line, what is wrong and what to try, of all defects at once.
    """
    lined = parse_lined(text, name)
    usual = (
        ("RFC3339 encoded date", "write a day that exists as in 2026-11-20"),
        ("missing required field", f"add it; {page} lists every field"),
        ("unknown field", f"check the spelling; {page} lists every field"),
        ("Invalid enum value", f"use one of the words that {page} lists for this field"),
        ("got `null`", "fill the value in, or take the key out"),
    )
    record = convert_lined(lined, kind, (*hints, *usual), f"{page} shows what stands here")
    found = [(lined.at(path), what, try_this) for path, what, try_this in find_defects(record)]
    if found:
        (where, what, try_this), *rest = found
        more = "".join(f"\n{at}: {also}\nTry: {then}" for at, also, then in rest)
        raise ConfigurationError(what, where=where, try_this=try_this + more)
    return record


def convert_lined(lined: LinedData, kind: type[T], hints: Iterable[tuple[str, str]], otherwise: str) -> T:
    """The data as a record. `hints`: words of an error message with what to try; `otherwise`: what to try without one.

    Raises: ConfigurationError with file, line, field and what to try.
    """
    try:
        return msgspec.convert(lined.data, kind)
    except msgspec.ValidationError as exc:
        message = str(exc)
        path = path_of_error(message)
        what = message.split(" - at `")[0]
        if "unknown field `" in what:
            path = (*path, what.split("`")[1])
        field = ".".join(str(p + 1) if isinstance(p, int) else p for p in path)
        hint = next((hint for sign, hint in hints if sign in message), otherwise)
        words = _words_at(kind, path) if "Invalid enum value" in what else ()
        if words:
            hint = f"{hint}: {', '.join(map(str, words))}"
        raise ConfigurationError(f"{field}: {what}" if field else what, where=lined.at(path), try_this=hint) from exc


def _words_at(kind: Any, path: Path) -> tuple[Any, ...]:
    """The words that a field of a record allows; empty where the path leads through something else than records."""
    for step in path:
        if isinstance(step, int):
            kind = next(iter(get_args(kind)), None)
        else:
            kind = next((k for k in (kind, *get_args(kind)) if hasattr(k, "__struct_fields__")), None)
            kind = get_type_hints(kind).get(step) if kind is not None else None
    found = next((k for k in (kind, *get_args(kind)) if get_origin(k) is Literal), None)
    return get_args(found) if found is not None else ()


def path_of_error(message: str) -> Path:
    """The path that a msgspec message ends with ("... - at `$.provisions[0].due`"), empty for the root."""
    found = re.search(r"at `(?:key in )?\$([^`]*)`", message)
    if not found:
        return ()
    return tuple(key if key else int(index) for key, index in _PATH_STEP.findall(found[1]))


class _Builder:
    """Turns composed nodes into data, noting lines on the way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.seen: set[int] = set()
        self.nodes: list[yaml.Node] = []  # keeps every node alive, so that no id is ever used twice

    def build(self, node: yaml.Node, path: Path) -> Plain:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self.seen:
            raise self._error("anchors and aliases (&, *) are not allowed", node, "write the value out in both places")
        self.seen.add(id(node))
        self.nodes.append(node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._error("a key must be a word", key, "quote the key or fix the indent")
            if key.value in found:
                raise self._error(f"the key `{key.value}` stands twice", key, "keep one of the two, or merge them")
            self.lines[(*path, key.value)] = key.start_mark.line + 1
            found[key.value] = self.build(value, (*path, key.value))
        return found

    def _scalar(self, node: yaml.Node) -> Plain:
        text = str(node.value)
        if getattr(node, "style", None):  # quoted or block text is text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _DECIMAL.match(text):
            return float(text)
        return int(text) if _INT.match(text) and len(text) < 19 else text

    def _error(self, what: str, node: yaml.Node, try_this: str) -> ConfigurationError:
        return ConfigurationError(what, where=f"{self.name}:{node.start_mark.line + 1}", try_this=try_this)
