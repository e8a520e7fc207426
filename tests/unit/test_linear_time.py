"""Every regular expression of the package takes time that grows with its input, however the input repeats itself."""

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest

import auditor
from auditor.model.late_pattern import LatePattern
from auditor.readers.plain.key_shapes import arrays

ROOT = Path(auditor.__file__).parent
SIZES = 4_000, 16_000
"""Characters of the two attacks: linear time takes four times as long for the second, quadratic time sixteen times."""

GROWTH = 9
"""How many times as long the longer attack may take: between four (linear) and sixteen (quadratic)."""

WORTH_MEASURING = 0.1
"""Seconds of CPU time below which the longer attack is fast, whatever the ratio: noise of the clock decides there."""

LIMIT = 1
"""Seconds after which an attack is stopped: backtracking that is exponential would never end."""

BOUNDED = {
    "auditor.fix.source_context._CALL": 200,
    "auditor.readers.plain.labels._VALUE": 80,
    "auditor.readers.plain.labels._BODY": 200,
    "auditor.readers.plain.labels._SEPARATOR": 200,
    "auditor.readers.plain.labels._IDENTIFIER": 80,
    "auditor.readers.plain.labels._PHRASE": 80,
    "auditor.readers.plain.labels._NOTE": 200,
    "auditor.readers.plain.labels._TELLING": 80,
    "auditor.readers.plain.labels._TITLE_END": 60,
    "auditor.readers.source.keywords._LOOKED_UP": 200,
    "auditor.readers.source.called_names._DOTS": 300,
}
"""Patterns whose caller passes at most so many characters, and which may take longer than linear time on them."""

FAST = 0.02
"""Seconds of CPU time within which a bounded pattern answers the longest text that it is given."""

SEARCHES = frozenset({"finditer", "findall", "sub", "subn", "split"})
METHODS = SEARCHES | {"search", "match", "fullmatch"}
CANDIDATES = "aA1 \"'\\=/+-_.:,;(){}[]<>\n\t%#x"
CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_NOT_WORD: r"\W",
}
REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}
LONG_REPEAT = 20

Repetition = tuple[str, str]
"""What comes before a repeated part of a pattern, and one text that the part matches."""


class TooSlowError(Exception):
    """An attack that took longer than LIMIT."""


def _belongs(members: list[Any], character: str) -> bool:
    """Returns whether a set of a pattern, without its negation, contains a character."""
    return any(
        (kind is codes.LITERAL and value == ord(character))
        or (kind is codes.RANGE and value[0] <= ord(character) <= value[1])
        or (kind is codes.CATEGORY and re.match(CATEGORIES[value], character) is not None)
        for kind, value in members
    )


def _one_of(members: list[Any]) -> str:
    """Returns a character that a set of a pattern matches."""
    negated = members[0][0] is codes.NEGATE
    for character in CANDIDATES:
        if _belongs(members, character) != negated:
            return character
    for kind, value in members:
        if kind in (codes.LITERAL, codes.RANGE):
            return chr(value if kind is codes.LITERAL else value[0])
    return "a"


CHARACTERS: dict[Any, Callable[[Any], str]] = {
    codes.LITERAL: chr,
    codes.NOT_LITERAL: lambda character: "b" if character == ord("a") else "a",
    codes.ANY: lambda _: "a",
    codes.IN: _one_of,
}
"""By the kind of a pattern's item, a character that it matches."""


def _example(items: Any) -> tuple[str, list[Repetition]]:
    """Returns a text that a parsed pattern matches, roughly, and every repetition that it invites."""
    text, repetitions = "", []
    for kind, argument in items:
        parts: list[Any] = []
        times = 1
        if kind in CHARACTERS:
            text += CHARACTERS[kind](argument)
        elif kind in REPEATS:
            parts, times = [argument[2]], max(argument[0], 1)
            if argument[1] is codes.MAXREPEAT or argument[1] >= LONG_REPEAT:
                repetitions.append((text, _example(argument[2])[0]))
        elif kind is codes.SUBPATTERN:
            parts = [argument[3]]
        elif kind is codes.BRANCH:
            parts = argument[1]
        elif kind is codes.ATOMIC_GROUP:
            parts = [argument]
        elif kind in (codes.ASSERT, codes.ASSERT_NOT):
            parts, times = [argument[1]], 0
        examples = [_example(part) for part in parts]
        repetitions += [(text + before, unit) for _, found in examples for before, unit in found]
        text += examples[0][0] * times if examples else ""
    return text, repetitions


def _attacks(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Returns what to put before, what to repeat and what to put after it, for every repetition that a pattern invites."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    whole, repetitions = _example(
        parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    )
    attacks = {}
    for before, unit in (*repetitions, ("", whole), ("", whole[:-1]), ("", "é")):
        for repeated in dict.fromkeys((unit, unit + " ")):
            if unit:
                attacks.update(dict.fromkeys([(before, repeated, "\0!"), ("", repeated, "\0!")]))
    return list(attacks)


@cache
def _uses(module: str) -> dict[str, set[str]]:
    """Returns the methods of a pattern that a module calls on each name; on the names of locals under an empty name."""
    uses: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(Path(importlib.import_module(module).__file__ or "").read_bytes())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = node.value.id if node.value.id.upper() == node.value.id else ""
            uses.setdefault(name, set()).update({node.attr} & METHODS)
    return uses


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    """Yields the patterns that a module's global holds, in collections too."""
    if isinstance(value, LatePattern):
        yield re.compile(value.text, value.late_flags)
    elif isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _patterns_in(item)
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _patterns_in(item)
    elif type(value).__module__.startswith("auditor.") and not isinstance(value, type):
        held = getattr(value, "__dict__", None) or {
            name: getattr(value, name, None) for name in getattr(value, "__struct_fields__", ())
        }
        yield from _patterns_in({**held})


def _written_in_functions(module: str) -> Iterator[tuple[str, re.Pattern[Any], str]]:
    """Yields place, pattern and method of every call of `re` with a literal pattern, wherever a module has it."""
    for node in ast.walk(ast.parse(Path(importlib.import_module(module).__file__ or "").read_bytes())):
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), method), [ast.Constant(str() | bytes() as text), *_]):
                flags = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
                pattern: re.Pattern[Any] = re.compile(text, sum(getattr(re, flag) for flag in flags if flag.isupper()))
                yield f"{module}:{node.lineno}", pattern, method


def _modules() -> Iterator[Any]:
    """Yields every module of the package whose libraries are installed."""
    for found in pkgutil.walk_packages(auditor.__path__, "auditor."):
        if not found.name.endswith("__main__"):
            try:
                yield importlib.import_module(found.name)
            except ModuleNotFoundError as error:
                assert not (error.name or "").startswith("auditor"), error  # noqa: PT017


def _compiled() -> dict[tuple[Any, int], tuple[str, re.Pattern[Any], set[str]]]:
    """Returns every pattern of the package with the names that hold it and the methods called on them."""
    found: dict[tuple[Any, int], tuple[str, re.Pattern[Any], set[str]]] = {}
    for module in _modules():
        for name, value in vars(module).items():
            for pattern in _patterns_in(value):
                where, _, methods = found.get(
                    (pattern.pattern, pattern.flags), (f"{module.__name__}.{name}", pattern, set())
                )
                used = _uses(module.__name__)
                held = (
                    used.get(name) if isinstance(value, re.Pattern | LatePattern) else used.get("", set()) - {"split"}
                )
                found[pattern.pattern, pattern.flags] = where, pattern, methods | (held or set())
    for module in _modules():
        for where, pattern, method in _written_in_functions(module.__name__):
            found.setdefault((pattern.pattern, pattern.flags), (where, pattern, {method} & METHODS))
    return {key: (where, pattern, methods or set(METHODS)) for key, (where, pattern, methods) in found.items()}


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def _seconds(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """Returns the seconds of CPU time that a pattern takes on a text, at most LIMIT."""
    given: Any = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        if method == "finditer":
            for _ in pattern.finditer(given):
                pass
        else:
            getattr(pattern, method)(given)
    except TooSlowError:
        return LIMIT
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - began


def _slow(pattern: re.Pattern[Any], methods: set[str], bound: int = 0) -> str:
    """Returns the attack under which a pattern takes more than linear time, or is slow up to its bound; or nothing."""
    ways = {"finditer" if method in SEARCHES else method for method in methods}
    for before, repeated, after in _attacks(pattern):
        if bound:
            text = before + repeated * (bound // len(repeated) + 1) + after
            if any(_seconds(pattern, way, text) > FAST for way in ways):
                return f"{before!r} + {repeated!r} * n + {after!r}"
            continue
        short, long = (before + repeated * (size // len(repeated)) + after for size in SIZES)
        for way in sorted(ways):
            took = _seconds(pattern, way, long)
            if took > WORTH_MEASURING:
                # The least of several: while other processes are busy, one measurement may take twice as long.
                shorter = min(_seconds(pattern, way, short) for _ in range(3))
                if took > GROWTH * shorter:
                    took = min(took, _seconds(pattern, way, long))
                if took > GROWTH * shorter or took >= LIMIT:
                    return f"{way} of {before!r} + {repeated!r} * n + {after!r}: {shorter:.3f} s, {took:.3f} s"
    return ""


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """Stops an attack that would never end."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    yield
    signal.signal(signal.SIGVTALRM, before)


def test_every_pattern_takes_linear_time() -> None:
    patterns = _compiled().values()
    assert len(patterns) > 250
    assert {where for where, _, _ in patterns} >= set(BOUNDED)
    slow = {
        where: attack
        for where, pattern, methods in patterns
        if (attack := _slow(pattern, methods, BOUNDED.get(where, 0)))
    }
    assert slow == {}


def test_a_table_of_numbers_takes_linear_time() -> None:
    """Tables of parsers, thousands of numbers on hundreds of lines: a list that ends badly is tried once, not at each line."""

    def seconds(lines: int) -> float:
        text = "[\n" + ("        " + "4,0,162," * 8 + "\n") * lines + "1535]"
        began = time.process_time()
        assert not list(arrays(text))
        return time.process_time() - began

    seconds(1)
    short, long = min(seconds(250) for _ in range(3)), seconds(2_000)
    assert long < max(WORTH_MEASURING, 2 * GROWTH * short)


@pytest.mark.parametrize(
    ("source", "method"),
    [(r"(?:a+)+b", "match"), (r"a+b", "search"), (r"(?:\s|\s*x)*y", "fullmatch"), (r"\w+\s*\(", "finditer")],
)
def test_finds_a_pattern_that_backtracks(source: str, method: str) -> None:
    assert _slow(re.compile(source), {method})


@pytest.mark.parametrize(
    ("source", "method"),
    [(r"a++b", "match"), (r"(?<!a)a++b", "search"), (r"a+b", "fullmatch"), (r"\w{1,64}\(", "finditer")],
)
def test_passes_a_pattern_that_does_not(source: str, method: str) -> None:
    assert not _slow(re.compile(source), {method})
