"""What assigns nothing has no field of INI, so small texts without a sign for it are not looked through for fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.generic.field_lines import field_lines
from auditor.generic.generic_prefilter import _HEAD, _assigns_nothing
from auditor.model.secret import Plain
from auditor.readers.document import Document

PARTS = ["[section]", "\n", "key", "value", " ", "\t", "=", ":", "\\", "#", ";", '"', "Environment", "é", "\0", "\r\n"]


@given(
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join), st.sampled_from(["COMMIT_MSG", "a.ini", ".env", "a.sh"])
)
def test_a_text_that_assigns_nothing_has_no_fields(text: str, name: str) -> None:
    found = field_lines(Document(Plain(text), name))
    if _assigns_nothing(text.encode()):
        assert found.lines == ()
        assert not found.is_structured


@pytest.mark.parametrize(
    ("data", "nothing"),
    [
        (b"", True),
        (b"Mend the loader", True),
        (b"a=", False),
        (b":", False),
        (b"x" * _HEAD, True),
        (b"x" * (_HEAD + 1), False),
    ],
)
def test_what_assigns_nothing(data: bytes, *, nothing: bool) -> None:
    assert _assigns_nothing(data) is nothing
    assert _assigns_nothing(memoryview(data)) is nothing
