from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from auditor.configuration.path_patterns import anchored_above, anchored_below


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.lock", ("*.lock",)),
        ("docs/", ("docs/",)),
        ("/sub/generated", ("/generated",)),
        ("sub/generated/", ("/generated/",)),
        ("!/sub/keep.env", ("!/keep.env",)),
        ("/other/x", ()),
        ("*/x", ("/x",)),
        ("**/x", ("/**/x",)),
        ("/sub", ()),
    ],
)
def test_patterns_seen_from_a_folder_below(pattern: str, expected: tuple[str, ...]) -> None:
    assert anchored_below([pattern], ["sub"]) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.lock", "/sub/**/*.lock"),
        ("docs/", "/sub/**/docs/"),
        ("/generated", "/sub/generated"),
        ("!a/b", "!/sub/a/b"),
    ],
)
def test_patterns_seen_from_a_folder_above(pattern: str, expected: str) -> None:
    assert anchored_above([pattern], ["sub"]) == (expected,)
    assert anchored_above([pattern], []) == (pattern,)


NAMES = st.sampled_from(["a", "b", "ab", "c.env"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
SEGMENTS = st.sampled_from(["a", "b", "*", "**", "a*", "c.env"])
PATTERNS = st.builds(
    lambda mark, segments, end: mark + "/".join(segments) + end,
    st.sampled_from(["", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=3),
    st.sampled_from(["", "/"]),
).filter(lambda pattern: not pattern.endswith("**/"))  # pathspec takes `a/**/` for files too, git does not


def matches(patterns: tuple[str, ...], path: str) -> bool:
    return GitIgnoreSpec.from_lines(patterns).match_file(path)


@given(pattern=PATTERNS, steps=st.lists(NAMES, min_size=1, max_size=2), path=PATHS)
def test_a_pattern_means_the_same_seen_from_below(pattern: str, steps: list[str], path: str) -> None:
    folder = "/".join(steps)
    ancestors = [str(parent) + "/" for parent in (PurePosixPath(folder), *PurePosixPath(folder).parents)]
    # Where the scanned folder itself is excluded, naming it on the command line means it.
    assume(not any(matches((pattern,), ancestor) for ancestor in ancestors))
    assert matches(anchored_below([pattern], steps), path) == matches((pattern,), f"{folder}/{path}")


@given(pattern=PATTERNS, steps=st.lists(NAMES, min_size=1, max_size=2), path=PATHS)
def test_a_pattern_means_the_same_seen_from_above(pattern: str, steps: list[str], path: str) -> None:
    folder = "/".join(steps)
    assert matches(anchored_above([pattern], steps), f"{folder}/{path}") == matches((pattern,), path)


def test_many_wildcards_give_each_rest_once() -> None:
    found = anchored_below(["**/a/" * 20 + "x"], ["a"] * 200)
    assert len(found) == 21
