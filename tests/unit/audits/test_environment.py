from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.audits.check import NAME, check_stored, environment_source
from auditor.classification.sample_keys import expand
from auditor.model.request import AuditRequest
from auditor.readers.document import Document
from auditor.readers.read_document import read


def test_variables_of_the_exchange_are_taken_and_no_others() -> None:
    source = environment_source({
        "BPX_B": "2", "BACKPACK_A": "1", "BP_C": "3", "HOME": "x", "MY_BACKPACK_KEY": "y", "BACKPACK_AUDIT_CACHE_DIR": "z",
    })  # fmt: skip
    assert source.files == {NAME: b"BACKPACK_A='1'\nBPX_B='2'\nBP_C='3'\n"}


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_value_is_read_as_it_is(value: str) -> None:
    source = environment_source({"BACKPACK_A": value, "BACKPACK_Z": "last"})
    fields, troubles = read(Document(source.files[NAME].decode(), NAME))
    found = {field.name: field.value.reveal() for field in fields if field.name.startswith("BACKPACK_")}
    assert troubles == []
    assert found["BACKPACK_Z"] == "last"
    assert found.get("BACKPACK_A", "") == (value if value.strip() else "")


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("{{ a.secret }}", []),
        (" {{ a.secret }}", ["BPK304"]),
        ("'{{ a.secret }}'", ["BPK304"]),
        ("{{ a.secret | hex }}", ["BPK303"]),
    ],
)
def test_the_environment_is_checked_like_a_file(value: str, codes: list[str]) -> None:
    source = environment_source({"BACKPACK_API_SECRET": expand(value), "BACKPACK_API_KEY": expand("{{ a.key }}")})
    report = check_stored(AuditRequest(use_config=False), source=source)
    assert [finding.rule_id for finding in report.findings] == codes
    assert {row.location.path for row in report.checks or ()} == {"environment"}
    assert len(report.checks or ()) == 2
