from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import DecodeError, Struct

from auditor.fleet.undecodable_text import from_json, packed, to_json, unpacked

# What Python writes for bytes in another encoding; the private characters that stand for it in records are nobody's name.
TEXTS = st.one_of(
    st.text(st.characters(max_codepoint=0xFFFF)),
    st.binary(max_size=8).map(lambda data: data.decode("utf-8", "surrogateescape")),
)


class Thing(Struct, frozen=True, omit_defaults=True, tag_field="schema", tag="t"):
    name: str = ""
    names: dict[str, tuple[str, ...]] = {}
    data: bytes = b""
    inner: Thing | None = None


THINGS = st.builds(
    Thing,
    TEXTS,
    st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2).map(tuple), max_size=2),
    st.binary(max_size=4),
    st.none() | st.builds(Thing, TEXTS),
)


@settings(max_examples=80)
@given(THINGS)
def test_every_text_comes_back_as_it_was(thing: Thing) -> None:
    assert unpacked(packed(thing), Thing) == thing
    assert from_json(to_json(thing), Thing) == thing


@pytest.mark.parametrize("data", [b"", b"\xf4\x8d\xb2", b'{"schema":"other","name":"\xf4\x8d\xb2\x80"}'])
def test_what_is_damaged_is_refused(data: bytes) -> None:
    with pytest.raises((DecodeError, UnicodeDecodeError)):
        from_json(data, Thing)
    with pytest.raises((DecodeError, UnicodeDecodeError)):
        unpacked(data, Thing)
