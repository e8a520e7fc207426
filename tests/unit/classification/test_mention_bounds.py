"""Which letters name a product, how near they are to a value, and what makes a document Backpack's: both sides."""

from __future__ import annotations

import pytest

from auditor.classification.document_context import DocumentContext, Mention, context_of, mentions_of, nearest
from auditor.model.material import Context
from auditor.model.secret import Plain
from auditor.vocabulary.vocabulary import builtin

WORDS = builtin()
B64 = "AbCdEfGhIjKl"


def products(text: str) -> list[str]:
    return [one.product for one in mentions_of(Plain(text), WORDS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A long word may begin inside a name where the case says so; a short one may not.
        ("myBackpack", True),
        ("MYBackpack", False),
        ("myBACKPACK", True),
        ("mybackpack", False),
        ("myBpx", False),
        ("my_bpx", True),
        ("éBackpack", True),
        ("ébackpack", True),
        ("ébpx", True),
        ("myMexc", True),
        ("myOkx", False),
        ("1backpack", True),
        # A name may go on behind it where the case says so.
        ("backpackBot", True),
        ("backpackbot", False),
        ("BACKPACKBot", False),
        ("BackpackB", True),
        ("bpxBot", True),
        ("bpxbot", False),
        ("backpack1", True),
        ("backpacKB", False),
        ("backpack 12 is more than a run of letters", True),
        ("backpacké", True),
    ],
)
def test_where_a_word_begins_and_ends(text: str, *, found: bool) -> None:
    assert bool(products(text)) is found
    assert bool(products(f"\n{text}\n")) is found


@pytest.mark.parametrize("between", ["", " ", "_", ".", "-"])
def test_what_a_client_is_called(between: str) -> None:
    assert context_of(Plain(f"the bpx{between}client"), "x", WORDS).decisive
    assert not context_of(Plain(f"the bpx{between}clients"), "x", WORDS).decisive
    assert not context_of(Plain(f"the bpx_{between or '_'}client"), "x", WORDS).decisive


def test_lines_are_counted_from_the_first() -> None:
    assert mentions_of(Plain("bpx\n bpx"), WORDS) == (Mention(1, 1), Mention(2, 2))
    assert mentions_of(Plain("bpx\n bpx"), WORDS, 7) == (Mention(7, 1), Mention(8, 2))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("1" + B64, "", True),  # 21 characters
        ("1" + B64, "2AB", False),  # 24
        ("1" + B64, "2A", True),  # 23
        ("1A" + B64, "2 x", True),  # 23, and no more behind the space
        ("A" + B64 + "=", "BcD", False),
        ("A" + B64 + "+", "BcD", False),
        ("A" + B64 + "z", "BcDeFgHiJk", True),  # no digit and no mark: a long name
        ("A" + B64 + "-", "1BcDeFgHiJkLmNo", True),
        ("A" + B64 + "-", "1BcDeFgHiJkLmNoP", False),
        ("/path/to/1/", "", True),
    ],
)
def test_what_is_in_a_value_by_chance_is_no_word(before: str, after: str, *, found: bool) -> None:
    text = f"{before}Backpack{after}"
    assert (products(text) == [""]) is found


@pytest.mark.parametrize("side", ["before", "behind"])
@pytest.mark.parametrize(("distance", "found"), [(23, False), (24, True)])
def test_how_far_a_value_reaches(side: str, distance: int, *, found: bool) -> None:
    """A digit that is farther away than the longest stretch that is looked at makes no value of a name."""
    name = "a" * distance
    text = f"1{name}Backpack" if side == "before" else f"Backpack{name.upper()}1"
    assert bool(products(text)) is found


def test_lines_are_counted_from_the_first_character() -> None:
    assert mentions_of(Plain("\nbackpack\n\n okx"), WORDS) == (Mention(2, 1), Mention(4, 2, "OKX"))


def test_so_many_mentions_are_kept() -> None:
    assert len(mentions_of(Plain("okx " * 4096), WORDS)) == 4096
    assert len(mentions_of(Plain("okx " * 4097), WORDS)) == 4096


@pytest.mark.parametrize(
    ("mentions", "line", "column", "found"),
    [
        ([(5, 1)], 5, 1, 0),
        ([(5, 9)], 5, 1, 0),
        ([(5, 1), (5, 9)], 5, 8, 0),
        ([(5, 1), (5, 9)], 5, 9, 1),
        ([(5, 1), (5, 700)], 5, 650, 1),
        ([(5, 1), (5, 700)], 5, 601, 0),
        ([(4, 1), (5, 700)], 5, 99, 0),
        ([(4, 1), (5, 700)], 5, 100, 1),
        ([(1, 1)], 17, 1, 0),
        ([(1, 1)], 18, 1, None),
        ([(5, 1)], 5, 602, None),
        ([(6, 1)], 5, 1, None),
        ([], 5, 1, None),
    ],
)
def test_which_mention_is_the_nearest(
    mentions: list[tuple[int, int]], line: int, column: int, found: int | None
) -> None:
    known = [Mention(at, begins, str(number)) for number, (at, begins) in enumerate(mentions)]
    assert nearest(known, line, column) == (None if found is None else known[found])


@pytest.mark.parametrize(
    ("text", "path", "level", "decisive"),
    [
        ("api.backpack.exchange", "x", Context.FILE, True),
        ("API.BACKPACK.EXCHANGE", "x", Context.FILE, True),
        ("bpx_client", "x", Context.FILE, True),
        ("bpx_api", "x", Context.FILE, True),
        ("BPX-KEY", "x", Context.FILE, True),
        ("bpx apis", "x", Context.MENTION, False),
        ("abpx_api", "x", Context.NONE, False),
        ("bpx__api", "x", Context.MENTION, False),
        ("orderExecute orderCancelAll", "x", Context.FILE, True),
        ("orderexecute ordercancelall", "x", Context.NONE, False),
        ("x", "bots/backpack/x", Context.FILE, False),
        ("x", "bots/backpacks/x", Context.NONE, False),
        ("backpack and usdc", "x", Context.FILE, False),
        ("bpx and usdc", "x", Context.FILE, False),
        ("Bpx and usdc", "x", Context.FILE, False),
        ("bPX and usdc", "x", Context.MENTION, False),
        ("bpxs and usdc", "x", Context.NONE, False),
        ("usdc", "x", Context.NONE, False),
        ("okx", "x", Context.NONE, False),
        ("okx backpack", "x", Context.MENTION, False),
        (f"{'A' * 40}backpack usdc", "x", Context.NONE, False),
        (f"{'A' * 19} backpack usdc", "x", Context.FILE, False),
        ("X-API-Key X-Signature X-Timestamp X-Window", "x", Context.FILE, False),
    ],
)
def test_what_a_document_says_of_its_subject(text: str, path: str, level: Context, *, decisive: bool) -> None:
    found = context_of(Plain(text), path, WORDS)
    assert (found.level, found.decisive) == (level, decisive)


@pytest.mark.parametrize(("length", "level"), [(39, Context.FILE), (40, Context.NONE)])
def test_how_long_a_run_is_a_value(length: int, level: Context) -> None:
    run = "backpack".rjust(length, "x")
    assert context_of(Plain(f"{run} usdc"), "x", WORDS).level is level


def test_a_namesake_counts_unless_the_document_names_the_exchange() -> None:
    assert context_of(Plain("https://backpack.tf"), "x", WORDS) == DocumentContext(
        Context.NONE, other_exchange="a namesake", namesake=True
    )
    assert not context_of(Plain("https://backpack.tf api.backpack.exchange"), "x", WORDS).namesake
    # A path that says Backpack does not change what the text is about.
    assert context_of(Plain("https://backpack.tf"), "backpack/x", WORDS).namesake


def test_the_path_names_another_exchange() -> None:
    assert context_of(Plain("x"), "exchanges/okx/a.py", WORDS).other_exchange == "OKX"
    assert context_of(Plain("x"), "exchanges/a.py", WORDS).other_exchange == ""
    assert context_of(Plain("x"), "exchanges/Binance/okx.py", WORDS).other_exchange == "Binance"


def test_a_convention_is_known_by_its_marker() -> None:
    (one, *_) = WORDS.conventions
    assert context_of(Plain(f"x {one.marker} y"), "x", WORDS).conventions == {one.callee: one.order}
    assert context_of(Plain("x"), "x", WORDS).conventions == {}
