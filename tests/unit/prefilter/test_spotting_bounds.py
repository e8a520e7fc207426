"""Where stretches begin and end, what interests, and what is matched in the same pass: both sides of every boundary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.prefilter.backpack import (
    CLIENT,
    READ_WHOLE,
    BackpackPrefilter,
    Interest,
    _line_start,
    _line_stop,
    _rows_matter,
    _stretches,
    backpack_prefilter,
    exchange_called,
)
from auditor.prefilter.database import Expression
from auditor.prefilter.patterns import SHORTEST_ROW, Hit
from auditor.vocabulary.vocabulary import builtin

SPOTTER = backpack_prefilter(builtin())


def test_interests_are_in_order_and_none_is_false() -> None:
    assert [int(one) for one in Interest] == [0, 1, 2]
    assert list(Interest) == [Interest.NONE, Interest.PLAIN, Interest.FULL]


@pytest.mark.parametrize(
    ("hits", "name", "interest"),
    [
        (0, "x", Interest.NONE),
        (0, "backpack/x", Interest.NONE),
        (Hit.CONTEXT, "x", Interest.NONE),
        (Hit.NAME, "x", Interest.NONE),
        (Hit.NAME | Hit.CONTEXT, "x", Interest.FULL),
        (Hit.SHAPE | Hit.CONTEXT, "x", Interest.FULL),
        (Hit.NAME, "backpack/x", Interest.FULL),
        (Hit.NAME, "Backpack.py", Interest.FULL),
        (Hit.NAME, "backpacks/x", Interest.NONE),
        (Hit.NAME, "bpx.py", Interest.FULL),
        (Hit.SHAPE, "x", Interest.PLAIN),
        (Hit.PHRASE, "x", Interest.PLAIN),
        (Hit.ROW, "x", Interest.PLAIN),
        (Hit.PHRASE | Hit.CONTEXT, "backpack/x", Interest.PLAIN),
        (Hit.HOST | Hit.UTF16 | Hit.HASH | Hit.WRAPPED, "x", Interest.NONE),
    ],
)
def test_what_makes_a_blob_interesting(hits: int, name: str, interest: Interest) -> None:
    assert SPOTTER.interest(hits, name) is interest
    assert SPOTTER.deserves(hits, name) is (bool(interest) or bool(hits & (Hit.UTF16 | Hit.WRAPPED)))


@pytest.mark.parametrize(
    ("hits", "name", "words"),
    [
        (Hit.ROW, "x", True),
        (Hit.ROW | Hit.NAME, "x", True),
        (Hit.ROW | Hit.NAME, "backpack/x", False),
        (Hit.ROW | Hit.SHAPE, "x", False),
        (Hit.ROW | Hit.PHRASE, "x", False),
        (Hit.ROW | Hit.UTF16, "x", False),
        (Hit.ROW | Hit.WRAPPED, "x", False),
        (0, "x", False),
    ],
)
def test_where_nothing_but_a_row_of_words_is(hits: int, name: str, *, words: bool) -> None:
    assert SPOTTER.is_of_words(hits, name) is words


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4])
def test_what_others_look_for_is_reported_by_index_and_end(most: int) -> None:
    expressions = (Expression(b"never", 0), Expression(b"zzq", 0))
    spotter = BackpackPrefilter(builtin(), expressions, most=most)
    bits, matches = spotter.spot_beside(b"zzq secret zzq zzq")
    assert bits & Hit.NAME
    assert matches == [(1, 3), (1, 14), (1, 18)][:most]
    assert BackpackPrefilter(builtin(), expressions).spot_beside(b"zzq")[1] == []
    assert BackpackPrefilter(builtin(), expressions[1:], most=1).spot_beside(b"zzq")[1] == [(0, 3)]


def test_case_counts_where_a_pattern_says_so() -> None:
    assert SPOTTER.spot(b"SECRET") & Hit.NAME
    assert not SPOTTER.spot(b"-----begin private key") & Hit.SHAPE


def test_places_are_as_exact_as_their_patterns() -> None:
    assert SPOTTER.locate(b"-----BEGIN PRIVATE KEY", Interest.PLAIN)
    assert SPOTTER.locate(b"-----begin private key", Interest.PLAIN) == []
    run = b"a" * 65
    assert SPOTTER.spot(run) & Hit.SHAPE
    assert SPOTTER.locate(run, Interest.PLAIN) == []
    assert SPOTTER.locate(run[1:], Interest.PLAIN) == [(0, 64)]


def test_a_name_is_a_place_only_where_something_says_backpack() -> None:
    assert SPOTTER.locate(b"SECRET", Interest.FULL) == [(0, 6)]
    assert SPOTTER.locate(b"SECRET", Interest.PLAIN) == []
    assert SPOTTER.locate(b"backpack", Interest.FULL) == []


@given(
    st.lists(st.sampled_from([b"x" * 300, b"x" * 511, b"x" * 950, b"x" * 7, b"\n"]), max_size=30).map(b"".join),
    st.lists(st.integers(0, 20_000), max_size=12),
    st.sets(st.sampled_from([1, 2, 511, 512, 513, 1_024, 1_535, 1_536, 1_537, 1_600, 1_900, 2_048, 2_560, 2_561])),
)
def test_what_is_near_is_one_stretch_as_if_each_were_widened_by_itself(
    data: bytes, places: list[int], gaps: set[int]
) -> None:
    ends = sorted({place % (len(data) + 1) for place in (*places, *(place + gap for place in places for gap in gaps))})
    apart: list[tuple[int, int]] = []
    for end in ends:
        start, stop = _line_start(data, max(0, end - 1024)), _line_stop(data, min(len(data), end + 512))
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(stop, apart[-1][1]))
        else:
            apart.append((start, stop))
    assert _stretches(data, ends) == apart


LINE = b"x" * 2_000 + b"\n" + b"x" * 6_000


@pytest.mark.parametrize(
    ("ends", "stretches"),
    [
        ([], []),
        ([1_000, 2_700], [(0, 3_212)]),
        ([1_000, 3_024], [(0, 3_536)]),
        ([1_000, 3_025], [(0, 2_000), (2_001, 3_537)]),
        ([1_000, 5_000], [(0, 2_000), (3_976, 5_512)]),
        ([3_600, 5_136], [(2_576, 5_648)]),
        ([3_600, 5_137], [(2_576, 4_112), (4_113, 5_649)]),
        ([1_000, 1_010, 3_000, 6_000, 6_001, 6_002], [(0, 3_512), (4_976, 6_514)]),
        ([1_000, 1_600, 2_200, 2_900], [(0, 3_412)]),
    ],
    ids=["none", "joined by a line", "just joined", "just not", "far", "touching", "apart", "three rows", "one row"],
)
def test_what_is_around_rows_of_offsets_is_joined_where_it_touches(
    ends: list[int], stretches: list[tuple[int, int]]
) -> None:
    assert _stretches(LINE, ends) == stretches


def test_the_nearest_line_break_counts() -> None:
    data = b"x\n" * 1000
    assert (_line_start(data, 1000), _line_stop(data, 1000)) == (1000, 1001)
    assert _stretches(b"\nSECRET", [7]) == [(0, 7)]


@pytest.mark.parametrize(
    ("newline", "at", "start"),
    [
        (488, 1000, 489),
        (487, 1000, 1000),
        (999, 1000, 1000),
        (1000, 1000, 1000),
        (None, 512, 0),
        (None, 513, 513),
        (0, 512, 1),
    ],
)
def test_where_a_line_begins(newline: int | None, at: int, start: int) -> None:
    data = bytearray(b"x" * 2000)
    if newline is not None:
        data[newline] = ord("\n")
    assert _line_start(bytes(data), at) == start


@pytest.mark.parametrize(
    ("newline", "at", "stop"),
    [
        (1000, 1000, 1000),
        (1511, 1000, 1511),
        (1512, 1000, 1000),
        (None, 1488, 2000),
        (None, 1487, 1487),
        (None, 2000, 2000),
    ],
)
def test_where_a_line_ends(newline: int | None, at: int, stop: int) -> None:
    data = bytearray(b"x" * 2000)
    if newline is not None:
        data[newline] = ord("\n")
    assert _line_stop(bytes(data), at) == stop


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ([], []),
        ([5000], [(3976, 5512)]),
        ([5000, 6536], [(3976, 7048)]),
        ([5000, 6537], [(3976, 5512), (5513, 7049)]),
        ([5000, 5001, 5002], [(3976, 5514)]),
        ([100], [(0, 612)]),
        ([9990], [(8966, 10000)]),
    ],
)
def test_stretches_that_touch_are_one(ends: list[int], expected: list[tuple[int, int]]) -> None:
    assert _stretches(b"x" * 10_000, ends) == expected


@pytest.mark.parametrize(("size", "found"), [(4096, True), (4097, False)])
def test_from_which_size_on_hashes_are_passed_over(size: int, *, found: bool) -> None:
    data = (b"h1:" + b"A" * 43 + b"=\n").ljust(size)
    assert bool(SPOTTER.locate(data, Interest.PLAIN)) is found
    assert SPOTTER.locate(data, Interest.FULL)


@pytest.mark.parametrize(
    ("text", "hits", "called"),
    [
        ("bpxapiclient", Hit.HOST, CLIENT),
        ("bpx_api_client", Hit.HOST, CLIENT),
        ("bpx--api", Hit.HOST, ""),
        ("bpx-py", Hit.HOST, CLIENT),
        ("bpx.account", Hit.HOST, CLIENT),
        ("bpx_api_client", Hit.CONTEXT, ""),
        ("api.backpack.exchange", Hit.CONTEXT, ""),
        ("api.backpack.exchange", 0, ""),
        ("orderExecute", Hit.CONTEXT, ""),
        ("orderExecute orderCancelAll", Hit.CONTEXT, "the exchange's way to sign"),
        ("orderExecute orderCancelAll", Hit.HOST, "the exchange's way to sign"),
        ("orderExecute orderCancelAll", Hit.NAME, ""),
    ],
)
def test_what_a_blob_with_these_hits_calls(text: str, hits: int, called: str) -> None:
    assert exchange_called(text.encode(), hits, builtin()) == called


@pytest.mark.parametrize("name", ["x", "backpack/x"])
def test_a_row_of_words_is_looked_for_wherever_it_changes_something(name: str) -> None:
    for hits in range(Hit.ROW):
        if not _rows_matter(hits, READ_WHOLE):
            assert SPOTTER.interest(hits | Hit.ROW, name) is SPOTTER.interest(hits, name)
            assert SPOTTER.interest(hits | Hit.ROW | Hit.CONTEXT, name) is SPOTTER.interest(hits | Hit.CONTEXT, name)
            assert SPOTTER.is_of_words(hits | Hit.ROW, name) is False
        if not _rows_matter(hits, READ_WHOLE + 1):
            by_values = hits & ~Hit.CONTEXT
            assert SPOTTER.interest(by_values | Hit.ROW, "") is SPOTTER.interest(by_values, "")


@pytest.mark.parametrize(
    ("hits", "size", "matters"),
    [
        (0, SHORTEST_ROW, True),
        (0, SHORTEST_ROW - 1, False),
        (Hit.SHAPE, READ_WHOLE + 1, False),
        (Hit.PHRASE | Hit.NAME, 100, False),
        (Hit.NAME, 100, True),
        (Hit.CONTEXT, 100, True),
        (Hit.NAME | Hit.CONTEXT, READ_WHOLE, False),
        (Hit.NAME | Hit.CONTEXT, READ_WHOLE + 1, True),
    ],
)
def test_where_a_row_of_words_matters(hits: int, size: int, *, matters: bool) -> None:
    assert _rows_matter(hits, size) is matters


def test_up_to_which_size_a_word_of_context_is_enough() -> None:
    assert not _rows_matter(Hit.NAME | Hit.CONTEXT, 200_000)
    assert _rows_matter(Hit.NAME | Hit.CONTEXT, 200_001)
    assert READ_WHOLE == 200_000


def test_the_shortest_row() -> None:
    row = b"abc " * 11 + b"abc"
    assert len(row) == SHORTEST_ROW
    assert SPOTTER.spot(row) == Hit.ROW
    assert SPOTTER.spot(row[1:]) == 0
    assert SPOTTER.spot(row + b" backpack secret") & Hit.ROW == 0
