"""The house as files: none import each other in a circle, none is large without a reason, nothing lies there that nobody uses."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
HOUSE = SOURCE / "trucewatch"
MOST_LINES = 400
# larger for a reason, which is said here
LARGE: set[str] = set()
# found by their names alone: entry points, and what a library calls
CALLED_FROM_OUTSIDE = {"_create_digester"}
# used by tests and benchmarks alone, and kept in the house: what it says is part of what the room offers
FOR_TESTS = {
    "attributed_spans",  # who says what as stretches, for marking and measuring (docs/attribution.md)
    "advance_narrative",  # times told within a history
    "methods",  # the comparisons with their versions
    "pairs_of",  # blocking alone, for measuring it
    "put_capture",  # kept bytes without an intake
    "to_body",  # the way back of `to_text`
    "MovedClock",  # a clock that a trial of a watch moves
    "PlainMemory",  # what linking remembers, without a store
}


@cache
def trees() -> dict[Path, ast.Module]:
    return {p: ast.parse(p.read_text(encoding="utf-8")) for p in sorted(HOUSE.rglob("*.py"))}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def imports_of(tree: ast.Module, known: set[str]) -> set[str]:
    """Modules of the house that a file imports, wherever in the file, but for those that only its types need."""
    typed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in typed:
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                found.add(below if below in known else node.module)
    return found & known


def test_no_files_import_each_other_in_a_circle() -> None:
    known = {name_of(p) for p in trees()}
    left = {name_of(p): imports_of(tree, known) - {name_of(p)} for p, tree in trees().items()}
    while free := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in free}
    assert sorted(left) == []


def test_every_file_is_imported_or_run() -> None:
    known = {name_of(p) for p in trees()}
    used = set().union(*(imports_of(tree, known) for tree in trees().values()))
    typed = {n.module for t in trees().values() for n in ast.walk(t) if isinstance(n, ast.ImportFrom)}
    run = {name_of(p) for p in trees() if '__name__ == "__main__"' in p.read_text(encoding="utf-8")}
    started = {"trucewatch.cli.main", "trucewatch.extract.attribution_spans", "trucewatch.scale.worker"}
    faces = {name_of(p) for p in trees() if p.name == "__init__.py"}
    assert known - used - typed - run - started - faces == set()


def test_no_file_is_large_without_a_reason() -> None:
    lines = {p.relative_to(HOUSE).as_posix(): len(p.read_text(encoding="utf-8").splitlines()) for p in trees()}
    assert {name: n for name, n in lines.items() if n > MOST_LINES and name not in LARGE} == {}


def uses_in(tree: ast.Module) -> Counter[str]:
    """How often each name is read in a file, as a name, an attribute, or a word of a short text (recipes, `getattr`)."""
    found: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            found[node.id] += 1
        elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Store):
            found[node.attr] += 1
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 100:
            found.update(re.findall(r"\w+", node.value))
    return found


def test_every_function_and_class_is_used() -> None:
    """What only tests use is dead: it goes, or says in FOR_TESTS why it stays."""
    used: Counter[str] = Counter()
    for tree in trees().values():
        faces = [n for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"]
        used.update(uses_in(tree))
        for face in faces:  # handing a name on is no use of it
            used.subtract(uses_in(ast.Module(body=[face], type_ignores=[])))
    for path in HOUSE.rglob("*"):
        if path.suffix in (".j2", ".mjs", ".js") and "vendor" not in path.parts:
            used.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    dead = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("__"):
                command = any("command" in ast.unparse(d) for d in node.decorator_list)
                if not command and used[node.name] <= 0:
                    dead.add(node.name)
    assert dead - FOR_TESTS - CALLED_FROM_OUTSIDE == set()
    assert FOR_TESTS - dead == set(), "used again: no longer an exception"
