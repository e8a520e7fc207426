"""The masked lines of findings: what is shown of them, and where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.classification.sample_keys import expand, specimen
from auditor.fix.excerpts import excerpts
from auditor.model.excerpt import Excerpt
from auditor.model.location import Location, Span

SECRET = specimen("excerpt").secret


def place(path: str, line: int, column: int, length: int = 44, *, commit: str | None = None) -> Location:
    return Location(path, Span(line, column, line, column + length), commit=commit)


def shown(folder: Path, text: str, location: Location) -> Excerpt | None:
    (folder / location.path).write_text(expand(text), encoding="utf-8", newline="\n")
    return excerpts(folder, [location]).get(location)


def test_the_line_is_shown_without_the_value(tmp_path: Path) -> None:
    text = "A=1\nBACKPACK_API_SECRET={{ excerpt.secret }} # live\n"
    assert shown(tmp_path, text, place("a.env", 2, 21)) == Excerpt("BACKPACK_API_SECRET=", " # live")


def test_other_values_of_the_line_and_what_could_be_one_are_masked_too(tmp_path: Path) -> None:
    text = '{"key": "{{ excerpt.key }}", "secret": "{{ excerpt.secret }}", "note": "{{ other.secret }}"}\n'
    found = shown(tmp_path, text, place("a.json", 1, 68))
    assert found == Excerpt('{"key": "<value>", "secret": "', '", "note": "<value>"}')


def test_a_value_over_several_lines_ends_with_its_first_line(tmp_path: Path) -> None:
    pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI\nAAAA\n-----END PRIVATE KEY-----\n"
    (tmp_path / "a.pem").write_text(pem)
    location = Location("a.pem", Span(1, 1, 4, 26))
    found = excerpts(tmp_path, [location]).get(location)
    assert found == Excerpt("", "")


@pytest.mark.parametrize(
    "location",
    [
        place("a.env", 1, 20),
        place("a.env", 2, 21),
        place("a.env", 1, 21, commit="4" * 40),
        Location("a.env", Span(1, 21, 1, 65), member="inner"),
        place("gone.env", 1, 21),
        place("../outside.env", 1, 21),
        place("link.env", 1, 21),
        place("folder/a.env", 1, 21),
    ],
    ids=["another column", "another line", "a commit", "an archive", "gone", "outside", "a link", "a linked folder"],
)
def test_a_place_that_holds_no_value_there_has_no_excerpt(tmp_path: Path, location: Location) -> None:
    root = tmp_path / "root"
    root.mkdir()
    line = f"BACKPACK_API_SECRET={SECRET}\n"
    for path in (root / "a.env", tmp_path / "outside.env"):
        path.write_text(line)
    (root / "link.env").symlink_to(root / "a.env")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.env").write_text(line)
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    assert list(excerpts(root, [place("a.env", 1, 21)])) == [place("a.env", 1, 21)]
    assert excerpts(root, [location]) == {}


def test_no_more_than_thirty_files_are_read_again(tmp_path: Path) -> None:
    places = [place(f"{number}.env", 1, 21) for number in range(40)]
    for each in places:
        (tmp_path / each.path).write_text(f"BACKPACK_API_SECRET={SECRET}\n")
    assert list(excerpts(tmp_path, places)) == places[:30]


def test_no_more_than_half_a_megabyte_is_read_again(tmp_path: Path) -> None:
    places = [place(name, 1, 21) for name in ("a.env", "b.env", "c.env")]
    for each, size in zip(places, (300_000, 300_000, 1_000), strict=True):
        (tmp_path / each.path).write_text(f"BACKPACK_API_SECRET={SECRET}\n" + "# comment\n" * (size // 10))
    assert list(excerpts(tmp_path, places)) == [places[0], places[2]]
