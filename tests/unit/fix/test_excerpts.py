"""The masked lines of findings: what is shown of them, and where nothing is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from repositories import Repository

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
        place("a.env", 1, 21, commit="--all"),
        Location("a.env", Span(1, 21, 1, 65), member="inner"),
        Location("a.env", Span(1, 21, 1, 65), target="other"),
        place("gone.env", 1, 21),
        place("../outside.env", 1, 21),
        place("link.env", 1, 21),
        place("folder/a.env", 1, 21),
    ],
    ids=[
        "another column",
        "another line",
        "no commit",
        "an option",
        "no archive",
        "a fleet",
        "gone",
        "outside",
        "a link",
        "a linked folder",
    ],
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


def found(root: Path, location: Location) -> Excerpt | None:
    return excerpts(root, [location]).get(location)


@pytest.mark.parametrize("folder", [".", "deep"])
def test_a_line_of_a_commit_is_read_from_the_commit(repository: Repository, folder: str) -> None:
    repository.write("deep/a b.env", f"KEY=1\nBACKPACK_API_SECRET={SECRET}\n")
    repository.write("deep/stays.txt", "nothing")
    repository.commit("first")
    commit = repository.git("rev-parse", "HEAD").strip()
    (repository.path / "deep" / "a b.env").write_text("BACKPACK_API_SECRET=other\n")
    repository.commit("second")
    location = place("deep/a b.env", 2, 21, commit=commit)
    assert found(repository.path / folder, location) == Excerpt("BACKPACK_API_SECRET=", "")
    assert found(repository.path, place("deep/a b.env", 2, 20, commit=commit)) is None


def test_a_line_of_a_commit_is_read_from_the_repository_that_has_it(repository: Repository, tmp_path: Path) -> None:
    repository.write("a.env", f"BACKPACK_API_SECRET={SECRET}\n")
    repository.commit("first")
    commit = repository.git("rev-parse", "HEAD").strip()
    name = repository.path.relative_to(tmp_path).as_posix()
    assert found(tmp_path, place(f"{name}/a.env", 1, 21, commit=commit)) == Excerpt("BACKPACK_API_SECRET=", "")


def test_a_line_of_a_commit_message_is_masked(repository: Repository) -> None:
    repository.write("a.txt", "nothing")
    repository.commit(f"Add it\n\nBACKPACK_API_SECRET={SECRET} for the bot")
    commit = repository.git("rev-parse", "HEAD").strip()
    location = place("COMMIT_MSG", 3, 21, commit=commit)
    assert found(repository.path, location) == Excerpt("BACKPACK_API_SECRET=", " for the bot")


def packed(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def test_a_line_of_an_archive_is_read_from_its_member(tmp_path: Path) -> None:
    line = f"BACKPACK_API_SECRET={SECRET} # live\n"
    inner = packed(env=f"A=1\n{line}")
    (tmp_path / "a.zip").write_bytes(packed(bot__env=line, inner=inner, other="nothing"))
    expected = Excerpt("BACKPACK_API_SECRET=", " # live")
    span = Span(1, 21, 1, 65)
    assert found(tmp_path, Location("a.zip", span, member="bot/env")) == expected
    assert found(tmp_path, Location("a.zip", Span(2, 21, 2, 65), member="inner!env")) == expected
    assert found(tmp_path, Location("a.zip", span, member="other")) is None
    assert found(tmp_path, Location("a.zip", span)) is None


def test_a_line_of_an_archive_in_a_commit_is_shown_too(repository: Repository) -> None:
    (repository.path / "a.zip").write_bytes(packed(env=f"BACKPACK_API_SECRET={SECRET}\n"))
    repository.commit("first")
    commit = repository.git("rev-parse", "HEAD").strip()
    location = Location("a.zip", Span(1, 21, 1, 65), commit=commit, member="env")
    assert found(repository.path, location) == Excerpt("BACKPACK_API_SECRET=", "")


def test_a_bomb_and_a_damaged_archive_end_nothing(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"0" * 40_000_000)
        archive.writestr("env", f"BACKPACK_API_SECRET={SECRET}\n")
    (tmp_path / "bomb.zip").write_bytes(bomb.getvalue())
    (tmp_path / "cut.zip").write_bytes(packed(env=f"BACKPACK_API_SECRET={SECRET}\n")[:60])
    span = Span(1, 21, 1, 65)
    for name in ("cut.zip", "bomb.zip"):
        assert found(tmp_path, Location(name, span, member="env")) in (None, Excerpt("BACKPACK_API_SECRET=", ""))


def test_cells_next_to_a_value_are_masked(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["name", "backpack api key", "backpack api secret"])
    sheet.append(["grid", specimen("excerpt").key, SECRET])
    workbook.save(tmp_path / "keys.xlsx")
    excerpt = found(tmp_path, Location("keys.xlsx", Span(1, 1, 1, 45), member="Sheet!C2"))
    assert excerpt is not None
    assert specimen("excerpt").key not in excerpt.before + excerpt.after


def test_a_value_of_which_a_part_was_found_is_masked_whole(tmp_path: Path) -> None:
    location = place("a.env", 1, 7, 20)
    assert shown(tmp_path, "TOKEN={{ excerpt.secret }} # jwt\n", location) == Excerpt("TOKEN=", " # jwt")
