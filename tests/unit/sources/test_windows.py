from __future__ import annotations

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from auditor.sources.chunks import read_chunks

TEXTS = st.text(st.sampled_from("ab\n\ré日😀 "), max_size=400)
SIZES = st.tuples(st.integers(40, 80), st.integers(8, 16))


def reader(data: bytes, portion: int = 7) -> Callable[[memoryview], int]:
    """Gives a few bytes at a time, as a pipe may."""
    at = 0

    def read_into(view: memoryview) -> int:
        nonlocal at
        piece = data[at : at + min(portion, len(view))]
        view[: len(piece)] = piece
        at += len(piece)
        return len(piece)

    return read_into


def cut(data: bytes, size: int, overlap: int) -> list[tuple[bytes, int, int]]:
    found = read_chunks(reader(data), size=size, overlap=overlap)
    return [(bytes(chunk.data), chunk.first_line, chunk.first_column) for chunk in found]


def position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@given(text=TEXTS, sizes=SIZES)
@example(text="a" * 400, sizes=(40, 8))
@example(text="😀" * 100, sizes=(41, 8))
def test_windows_cover_the_text_overlap_and_know_where_they_start(text: str, sizes: tuple[int, int]) -> None:
    size, overlap = sizes
    data = text.encode()
    covered = 0
    for content, line, column in cut(data, size, overlap):
        starts = [at for at in range(covered + 1) if data.startswith(content, at) and covered <= at + len(content)]
        assert starts
        locations = [position(text, len(data[:at].decode())) for at in starts if is_boundary(data, at)]
        assert (line, column) in locations
        at = starts[locations.index((line, column))] if len(starts) == len(locations) else starts[-1]
        assert covered == 0 or covered - at >= overlap
        covered = at + len(content)
    assert covered == len(data)


def is_boundary(data: bytes, at: int) -> bool:
    return at == len(data) or data[at] & 0xC0 != 0x80


@given(text=TEXTS, sizes=SIZES, value_at=st.integers(0, 400))
def test_a_value_no_longer_than_the_overlap_is_whole_in_some_window(
    text: str, sizes: tuple[int, int], value_at: int
) -> None:
    size, overlap = sizes
    value = "K" * overlap
    planted = text[:value_at] + value + text[value_at:]
    assert any(value.encode() in content for content, _, _ in cut(planted.encode(), size, overlap))


@given(text=TEXTS, sizes=SIZES, value_at=st.integers(0, 400), encoding=st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf_16_is_cut_between_its_units(text: str, sizes: tuple[int, int], value_at: int, encoding: str) -> None:
    size, overlap = sizes[0], 2 * sizes[1]
    value = "K" * (overlap // 2)
    planted = text[:value_at] + value + text[value_at:]
    for content, _, _ in cut(("\ufeff" + planted).encode(encoding), size * 2, overlap):
        if value in content.decode(encoding, "replace"):
            return
    raise AssertionError


def test_lines_of_utf_16_are_counted() -> None:
    text = "\ufeff" + "".join(f"line {number}\n" for number in range(1, 100))
    for content, line, column in cut(text.encode("utf-16-le"), 200, 40)[1:]:
        assert content.decode("utf-16-le").startswith(f"line {line}\n")
        assert column == 1


def test_an_empty_file_is_one_empty_window() -> None:
    assert cut(b"", 40, 8) == [(b"", 1, 1)]


def test_a_file_that_ends_with_a_window_gives_no_empty_one() -> None:
    assert len(cut(b"x" * 40, 40, 8)) == 1


def test_windows_start_at_line_starts_where_there_are_lines() -> None:
    data = b"".join(b"line %03d\n" % number for number in range(1, 200))
    for content, line, column in cut(data, 100, 20):
        assert content.startswith(b"line %03d\n" % line)
        assert column == 1
