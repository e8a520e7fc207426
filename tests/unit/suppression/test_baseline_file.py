from __future__ import annotations

import codecs
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from auditor.errors import ConfigurationError
from auditor.suppression.baseline import Baseline, Entry
from auditor.suppression.baseline_file import load, parse, render, save

SCHEMA = json.loads((Path(__file__).parents[3] / "auditor" / "schemas" / "baseline-v1.json").read_text("utf-8"))
FULL = Entry(
    fingerprint="0" * 31 + "1",
    digest="a" * 32,
    rule="BPK901",
    path="konfig/schlüssel.env",
    field="API_KEY",
    history=True,
    reason="revoked in March",
    expires=date(2026, 12, 31),
)
BASELINE = Baseline(
    bytes(range(16)),
    (Entry(fingerprint="f" * 32, rule="BPK102", api_key="AbCd+/09", path=".env", field="SECRET"), FULL),
)
TEXT = """\
{
  "schema": "backpack-audit/baseline/v1",
  "salt": "000102030405060708090a0b0c0d0e0f",
  "findings": [
    {"rule": "BPK102", "fingerprint": "ffffffffffffffffffffffffffffffff", "api_key": "AbCd+/09", "path": ".env", "field": \
"SECRET"},
    {"rule": "BPK901", "fingerprint": "00000000000000000000000000000001", "digest": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", \
"path": "konfig/schlüssel.env", "field": "API_KEY", "history": true, "reason": "revoked in March", "expires": "2026-12-31"},
    null
  ]
}
"""
ENTRY = '{"rule": "BPK102", "fingerprint": "' + "f" * 32 + '"}'


def text_with(*entries: str) -> str:
    head = '{\n  "schema": "backpack-audit/baseline/v1",\n  "salt": "000102030405060708090a0b0c0d0e0f",\n'
    return head + '  "findings": [\n' + "".join(f"    {entry},\n" for entry in entries) + "    null\n  ]\n}\n"


def test_one_finding_is_one_line_of_valid_json() -> None:
    assert render(BASELINE).decode() == TEXT
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(TEXT))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    save(BASELINE, tmp_path / "baseline.json")
    assert load(tmp_path / "baseline.json", shown_as=BASELINE.shown) == BASELINE
    assert load(tmp_path / "baseline.json").shown == str(tmp_path / "baseline.json")


def test_entries_are_written_in_one_order() -> None:
    backwards = Baseline(BASELINE.digest_key, BASELINE.entries[::-1])
    assert render(backwards) == render(BASELINE)


@pytest.mark.parametrize("path", ["caf\udce9.env", "a\nb", 'a"b\\c', "a\u2028b", "\x1b[2J"])
def test_any_file_name_stays_on_its_line(tmp_path: Path, path: str) -> None:
    baseline = Baseline(bytes(16), (Entry(fingerprint="f" * 32, rule="BPK102", path=path),))
    assert len(render(baseline).decode().splitlines()) == 8
    save(baseline, tmp_path / "baseline.json")
    assert load(tmp_path / "baseline.json", shown_as=baseline.shown) == baseline


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_what_powershell_writes_is_read(tmp_path: Path, mark: bytes, encoding: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(mark + TEXT.replace("\n", "\r\n").encode(encoding))
    assert load(path, shown_as=BASELINE.shown) == BASELINE


def test_what_a_formatter_makes_of_it_is_read() -> None:
    assert parse(json.dumps(json.loads(TEXT), indent=4), BASELINE.shown) == BASELINE
    assert parse(json.dumps(json.loads(TEXT)), BASELINE.shown) == BASELINE


def test_an_empty_baseline_accepts_nothing() -> None:
    assert parse(text_with(), "baseline").entries == ()
    assert parse(text_with().replace("    null\n", ""), "baseline").entries == ()


def test_a_deleted_end_of_the_list_is_forgiven() -> None:
    assert len(parse(text_with(ENTRY).replace("    null\n", ""), "baseline").entries) == 1


def test_what_a_union_of_branches_leaves_double_and_unsorted_is_put_in_order() -> None:
    other = ENTRY.replace("f" * 32, "0" * 32)
    baseline = parse(text_with(ENTRY, other, ENTRY), "baseline")
    assert [entry.fingerprint[0] for entry in baseline.entries] == ["0", "f"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (text_with(ENTRY + ",\n<<<<<<< ours", ENTRY), 6, "a merge left a conflict here; keep the findings of both"),
        (text_with(ENTRY).replace("    null", ">>>>>>> theirs\n    null"), 6, "a merge left a conflict here"),
        (text_with(ENTRY, '{"rule": "BPK102", "rule": "BPK101"}'), 6, "'rule' is here twice; keep one of them"),
        (text_with(ENTRY).replace("  ]", '  ],\n  "salt": "00"'), 8, "'salt' is here twice; keep one of them"),
        (text_with(ENTRY, ENTRY[:-1] + ', "reason": "other"}'), 6, "twice, with another reason or date"),
        (text_with(ENTRY[:-1] + ', "expries": ""}'), 5, "'expries' does not belong here (did you mean expires?)"),
        (text_with(ENTRY[:-1] + ', "expires": "31.12.2026"}'), 5, "expires must be a date as 2026-08-31"),
        (text_with(ENTRY[:-1] + ', "expires": "20261231"}'), 5, "expires must be a date"),
        (text_with(ENTRY[:-1] + ', "expires": 5}'), 5, "expires must be a date"),
        (text_with(ENTRY[:-1] + ', "history": "yes"}'), 5, "history must be true or false"),
        (text_with(ENTRY[:-1] + ', "reason": 5}'), 5, "reason must be a text"),
        (text_with(ENTRY, '{"rule": "BPK102"}'), 6, "fingerprint must be 32 hex digits"),
        (text_with(ENTRY, '{"fingerprint": "' + "0" * 32 + '"}'), 6, "rule must be a rule's code"),
        (text_with(ENTRY, '"BPK102"'), 6, "a finding is a mapping of rule, fingerprint"),
        (text_with(ENTRY, "[" * 100_000), 6, "this is deeper or larger than anything"),
        (text_with(ENTRY, "9" * 10_000), 6, "this is deeper or larger than anything"),
        (text_with(ENTRY + " " + ENTRY), 5, "a comma or the end of the list is missing"),
        (text_with(ENTRY, "nul"), 6, "this is not valid JSON"),
        (text_with(ENTRY).replace("  ]\n}\n", "  ]"), 7, "this is not valid JSON"),
        (text_with(ENTRY) + "{}", 9, "this baseline has ended before; delete what follows"),
        (text_with().replace("baseline/v1", "baseline/v2"), 1, "this is not a baseline of backpack-audit"),
        (text_with().replace("000102", "0001"), 1, "salt must be 32 hex digits"),
        (
            text_with().replace('"findings"', '"fnidings"'),
            1,
            "'fnidings' does not belong here (did you mean findings?)",
        ),
        ('{"schema": "backpack-audit/baseline/v1", "salt": "' + "0" * 32 + '"}', 1, "findings must be a list"),
        ("[]", 1, "this is not a baseline of backpack-audit"),
        ("", 1, "this is not valid JSON"),
        ("PK\x03\x04", 1, "this is not valid JSON"),
    ],
)
def test_damage_is_reported_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        parse(text, ".backpack-audit.baseline.json")
    assert message in str(raised.value)
    assert str(raised.value).startswith(f".backpack-audit.baseline.json:{line}: ")


@pytest.mark.parametrize("wrong", ["fingerprint", "rule", "history", "expires", "reason"])
def test_the_shipped_schema_refuses_what_the_reader_refuses(wrong: str) -> None:
    content = json.loads(TEXT)
    content["findings"][0][wrong] = 5
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(content))
    with pytest.raises(ConfigurationError):
        parse(json.dumps(content), "baseline")
