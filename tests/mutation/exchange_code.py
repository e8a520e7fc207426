"""Exchanges code of a module that is imported already: of functions, and of plain private values."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from mutants import Mutant

ROOT = Path(__file__).parents[2]


def exchanged(file: Path, mutant: Mutant) -> Callable[[], bool] | None:
    """Returns what exchanges all that differs, and says whether it could; None where that takes another import."""
    return _swapped(file, mutant) or _assigned(file, mutant)


def _swapped(file: Path, mutant: Mutant) -> Callable[[], bool] | None:
    """Returns what exchanges the code of the functions that differ; None where more than functions differ."""
    module = sys.modules.get(module_of(file))
    if module is None:
        return None
    before, after = (compile(text, str(file), "exec") for text in (file.read_text("utf-8"), mutant.code))
    old, new = dict(_functions(before)), dict(_functions(after))
    if _shells(before) != _shells(after) or old.keys() != new.keys():
        return None
    pairs: list[tuple[FunctionType, CodeType]] = []
    for name, code in new.items():
        live = _function(module, name) if code != old[name] else None
        if live and live.__code__.co_freevars == code.co_freevars:
            pairs.append((live, code))
        elif code != old[name]:
            return None

    def swap() -> bool:
        for live, code in pairs:
            live.__code__ = code
        return True

    return swap


def _assigned(file: Path, mutant: Mutant) -> Callable[[], bool] | None:
    """Returns what assigns plain values to private names of the module again; None where more than one of these differs.

    What the module makes of them is assigned again too. No other module knows a private name, so that all of ours
    stays of one piece.
    """
    module, found = sys.modules.get(module_of(file)), assigned_again(file, mutant)
    if module is None or found is None:
        return None
    names, statements = found

    def assign() -> bool:
        space = dict(vars(module))
        exec(compile(ast.Module(statements, []), str(file), "exec"), space)  # noqa: S102 - the point of it
        if not all(_is_plain(space[name]) for name in names):
            return False
        vars(module).update({name: space[name] for name in names})
        return True

    return assign


class Assigned(NamedTuple):
    """Private names of a module whose values differ, and the statements that assign them."""

    names: set[str]
    statements: list[ast.stmt]


def assigned_again(file: Path, mutant: Mutant) -> Assigned | None:
    """Returns which private names a mutant of the module's own code gives other values; None where it does more."""
    before, after = (ast.parse(text).body for text in (file.read_text("utf-8"), mutant.code))
    if len(before) != len(after):
        return None
    changed = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if ast.dump(old) != ast.dump(new)]
    if len(changed) != 1 or not _targets(after[changed[0]]):
        return None
    names = set(_targets(after[changed[0]]))
    statements = [after[changed[0]]]
    for later in after[changed[0] + 1 :]:
        used = {one.id for one in ast.walk(later) if isinstance(one, ast.Name)}
        if _targets(later) and not names.isdisjoint(used):
            names.update(_targets(later))
            statements.append(later)
    return Assigned(names, statements) if all(name.startswith("_") for name in names) else None


def lines_that_load(file: Path, names: set[str]) -> set[int]:
    """Returns the lines of a file on which one of the names is."""
    return {
        one.lineno
        for one in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(one, ast.Name) and one.id in names
    }


def _targets(statement: ast.stmt) -> list[str]:
    """Returns the names that a statement assigns; none where it does anything else."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.AnnAssign) and statement.value:
        targets = [statement.target]
    elif isinstance(statement, ast.Assign):
        targets = statement.targets
    found = [one for target in targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return [one.id for one in found if isinstance(one, ast.Name)] if found else []


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_plain(one) for pair in value.items() for one in pair)
    if isinstance(value, (tuple, list, set, frozenset)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (bool, int, float, str, bytes, re.Pattern, Enum))


def _functions(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """Yields the functions and methods of a module by qualified name."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_flags & 0x2:  # CO_NEWLOCALS: a function, not the body of a class
                yield inner.co_qualname, inner
            else:
                yield from _functions(inner)


def _shells(code: CodeType) -> list[Any]:
    """Returns what a module and its classes execute, apart from the code of functions."""
    shell: list[Any] = [code.co_code, code.co_names, [one for one in code.co_consts if not isinstance(one, CodeType)]]
    classes = (one for one in code.co_consts if isinstance(one, CodeType) and not one.co_flags & 0x2)
    return [*shell, *map(_shells, classes)]


def _function(module: Any, name: str) -> FunctionType | None:
    found: Any = module
    for part in name.split("."):
        found = vars(found).get(part) if hasattr(found, "__dict__") else None
    for _ in range(3):
        if isinstance(found, FunctionType) and not hasattr(found, "__wrapped__"):
            return found
        for wrapped in ("__wrapped__", "fget", "func", "__func__"):
            if (inner := getattr(found, wrapped, None)) is not None:
                found = inner
                break
    return found if isinstance(found, FunctionType) else None


def module_of(file: Path) -> str:
    """Returns the name by which a file is imported."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)
