"""The store of what earlier runs found empty: digests of objects at their paths, sorted, in an entry of the cache."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.sources.empty_blobs import MOST_KINDS, EmptyBlobs, blob_digest, record_of
from auditor.storage import cache

KEYS = [sha1(b"%d" % number, usedforsecurity=False).hexdigest() for number in range(3000)]
RECORDS = [record_of(key, "bot.py", 0) for key in KEYS]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that no other test has written to."""
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(tmp_path / "own-cache"))


def known(store: EmptyBlobs, name: str = "bot.py") -> list[str]:
    return [key for key in KEYS if store.kind_of(blob_digest(key, name)) is not None]


def test_what_was_added_is_known_by_a_later_run() -> None:
    assert known(EmptyBlobs("digest")) == []
    EmptyBlobs("digest").add(RECORDS[::2])
    assert known(EmptyBlobs("digest")) == KEYS[::2]
    assert len(EmptyBlobs("digest")) == 1500


def test_more_is_added_to_what_is_there() -> None:
    first, second = EmptyBlobs("digest"), EmptyBlobs("digest")
    first.add(RECORDS[:10])
    second.add(RECORDS[5:20])
    assert known(EmptyBlobs("digest")) == KEYS[:20]
    assert len(EmptyBlobs("digest")) == 20


def test_nothing_new_is_not_written() -> None:
    EmptyBlobs("digest").add([])
    assert not cache.directory().exists()


def test_another_digest_and_another_path_know_nothing() -> None:
    EmptyBlobs("digest").add(RECORDS)
    assert len(EmptyBlobs("other")) == 0
    assert known(EmptyBlobs("digest"), "bot.env") == []


@pytest.mark.parametrize("name", ["", "a b", "a:b", "ä", "caf\udce9.py", "\ud800"])
def test_every_name_of_a_file_has_a_digest_of_its_own(name: str) -> None:
    others = {blob_digest(KEYS[0], other) for other in ("bot.py", f"{name}x", f"x{name}")}
    assert blob_digest(KEYS[0], name) not in others
    assert blob_digest(KEYS[1], name) != blob_digest(KEYS[0], name)


def test_numbers_of_parts_are_no_part_of_the_digest_and_stay_before_the_record() -> None:
    assert blob_digest(f"2:0:{KEYS[0]}", "bot.py") == blob_digest(KEYS[0], "bot.py")
    assert record_of(f"2:0:{KEYS[0]}", "bot.py", 3) == f"2:0:{record_of(KEYS[0], 'bot.py', 3)}"


def test_a_message_is_known_by_its_id_where_all_have_the_same_name() -> None:
    assert blob_digest(KEYS[0], "COMMIT_MSG") == KEYS[0]
    assert blob_digest(KEYS[0] + "ab" * 12, "COMMIT_MSG") == KEYS[0]
    assert blob_digest(KEYS[0], "sub/COMMIT_MSG") not in {KEYS[0], blob_digest(KEYS[0], "other/COMMIT_MSG")}


def test_a_digest_that_is_only_part_of_two_others_is_not_known() -> None:
    one, two = "aaaa" + "11" * 18, "aaaa" + "22" * 18
    EmptyBlobs("digest").add([f"{one}00", f"{two}00"])
    store = EmptyBlobs("digest")
    within = f"{one}00{two}00"[10:50]
    assert store.kind_of(one) == store.kind_of(two) == 0
    assert store.kind_of("aaaa" + within[4:]) is None
    assert store.kind_of("aaaa" + "11" * 10 + "22" * 8) is None


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.binary(min_size=20, max_size=20), st.integers(0, MOST_KINDS), max_size=30),
    st.lists(st.binary(min_size=20, max_size=20), max_size=10),
    st.integers(0, 2),
)
def test_every_record_is_read_as_it_was_added(added: dict[bytes, int], others: list[bytes], alike: int) -> None:
    # Beginnings of two bytes that many have in common, the first and the last of all, and ends that look like beginnings.
    start = (b"\0\0", b"\xff\xff", b"")[alike]
    kinds = {(start + digest)[:20].hex(): kind for digest, kind in added.items()}
    name = f"round trip {sorted(kinds.items())}"
    EmptyBlobs(name).add(f"{digest}{kind:02x}" for digest, kind in kinds.items())
    store = EmptyBlobs(name)
    assert {digest: store.kind_of(digest) for digest in kinds} == kinds
    assert len(store) == len(kinds)
    for other in (*(each.hex() for each in others), *(digest[2:] + "00" for digest in kinds)):
        assert store.kind_of(other) == kinds.get(other)


@pytest.mark.parametrize("body", [b"", b"x" * 100, b"\0" * (4 * 65537) + b"123", b"\0" * (4 * 65537) + b"x" * 20])
def test_an_entry_of_another_shape_is_ignored(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    monkeypatch.setattr(cache, "load", lambda _kind, _digest: body)
    assert len(EmptyBlobs("digest")) == 0
    assert known(EmptyBlobs("digest")) == []


def test_a_damaged_entry_is_ignored() -> None:
    EmptyBlobs("digest").add(RECORDS)
    (entry,) = cache.directory().iterdir()
    data = bytearray(entry.read_bytes())
    data[-30] ^= 1
    entry.write_bytes(data)
    assert known(EmptyBlobs("digest")) == []


@pytest.mark.parametrize(("most", "kept"), [(20, KEYS[:20]), (19, KEYS[10:20])])
def test_the_entry_starts_again_when_it_grows_too_large(
    monkeypatch: pytest.MonkeyPatch, most: int, kept: list[str]
) -> None:
    monkeypatch.setattr("auditor.sources.empty_blobs._MOST", most)
    EmptyBlobs("digest").add(RECORDS[:10])
    EmptyBlobs("digest").add(RECORDS[10:20])
    assert known(EmptyBlobs("digest")) == kept
