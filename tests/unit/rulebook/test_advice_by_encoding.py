"""BPK303 says how to rewrite a value in the encoding that it has, and gives no command for another."""

from __future__ import annotations

import pytest

from auditor.audits.rule_examples import rehearsal
from auditor.classification.sample_keys import expand
from auditor.evaluation import fact_tables
from auditor.model.location import Exposure
from auditor.model.material import Encoding
from auditor.rulebook.rule_wording import recoding
from auditor.rulebook.rulebook import load


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("hex", "bytes.fromhex"),
        ("unpadded", 'exactly one "="'),
        ("base58", "base58 text"),
        ("integers", "json.loads"),
    ],
)
def test_the_advice_fits_the_encoding(form: str, said: str) -> None:
    files = {".env": expand(f"BACKPACK_API_SECRET={{{{ a.secret | {form} }}}}\n").encode()}
    book = load((), fact_tables())
    (found,) = [one for one in rehearsal(book)(files, Exposure.TRACKED) if one.rule_id == "BPK303"]
    assert said in found.remediation
    assert ("bytes.fromhex" in found.remediation) == (form == "hex")


def test_base64url_is_changed_by_hand() -> None:
    assert '"-" by "+"' in recoding(Encoding.BASE64URL)
