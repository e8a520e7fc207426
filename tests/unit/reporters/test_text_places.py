"""Masked lines with carets, and links that a terminal opens, in the text report."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from html_examples import HISTORY, PAIR, RICH, location
from msgspec.structs import replace

from auditor.model.excerpt import Excerpt
from auditor.model.finding import Finding
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render


def text(finding: Finding, options: RenderOptions) -> str:
    return render("text", replace(RICH, findings=(finding,), policy=None, checks=None), options)


def drawn(before: str, after: str, width: int = 100, *, unicode: bool = True) -> list[str]:
    """The line of the file and the carets below it."""
    options = RenderOptions(width=width, unicode=unicode, excerpts={PAIR.location: Excerpt(before, after)})
    return re.findall(r"(?m)^ *[0-9 ]+ \| .*$", text(PAIR, options))


def test_carets_are_under_the_value() -> None:
    assert drawn("  SECRET=", " # live\r") == ["    3 | SECRET=•••••••• # live", "      |        ^^^^^^^^"]


@pytest.mark.parametrize(("unicode", "more", "mask"), [(True, "…", "••••••••"), (False, "...", "********")])
def test_a_long_line_is_cut_around_the_value(unicode: bool, more: str, mask: str) -> None:
    line, carets = drawn("x" * 60, "y" * 90, 80, unicode=unicode)
    assert line.startswith(f"    3 | {more}{'x' * 40}{mask}y")
    assert len(line) == 80
    assert line.endswith(f"y{more}")
    assert line.index(mask) == carets.index("^")


def test_carets_are_right_below_wide_characters_and_controls_are_escaped() -> None:
    line, carets = drawn("密钥\x1b\u202e=", "")
    assert line == "    3 | 密钥\\x1b\\u202e=••••••••"
    assert carets.index("^") == line.index("•") + 2


def test_a_place_links_to_its_file_on_a_terminal(tmp_path: Path) -> None:
    at = location("a b;\x1b]8;;x\x07.env")
    finding = replace(PAIR, location=at)
    linked = text(finding, RenderOptions(color=True, root=str(tmp_path)))
    addresses = re.findall("\x1b]8;;([^\x1b]*)\x1b\\\\", linked)
    assert f"{tmp_path.as_uri()}/a%20b%3B%1B%5D8%3B%3Bx%07.env" in addresses
    assert "]8;;file" not in text(finding, RenderOptions(color=True))
    assert "\x1b" not in text(finding, RenderOptions(root=str(tmp_path)))


def test_a_place_of_a_commit_has_no_link(tmp_path: Path) -> None:
    alone = replace(HISTORY, related=())
    assert "]8;;file" not in text(alone, RenderOptions(color=True, root=str(tmp_path)))


def test_every_place_of_a_report_links_to_its_file(tmp_path: Path) -> None:
    many = tuple(replace(PAIR, location=location(f"f{number}.env"), message=f"n{number}") for number in range(60))
    options = RenderOptions(color=True, root=str(tmp_path), width=200)
    linked = render("text", replace(RICH, findings=(*many, PAIR), policy=None, checks=None), options)
    for number in range(60):
        assert f"{tmp_path.as_uri()}/f{number}.env" in linked
    key_file = PAIR.related[0].location
    assert linked.count(f"]8;;{tmp_path.as_uri()}/{key_file.path}\x1b") >= 2  # the proof, and the sentence


def test_a_place_in_a_sentence_is_linked_only_where_it_is_whole(tmp_path: Path) -> None:
    at = PAIR.related[0].location
    name = f"{at.path}:{at.span.line}"
    finding = replace(PAIR, message=f"the key is at {name}, not at {name}7 or old-{name}")
    linked = text(finding, RenderOptions(color=True, root=str(tmp_path), width=200))
    (sentence,) = [line for line in linked.splitlines() if "the key is at" in line]
    assert sentence.count("\x1b]8;;file") == 1
