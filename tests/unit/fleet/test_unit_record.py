from __future__ import annotations

import base64
import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec import json as msgspec_json
from msgspec import msgpack, to_builtins

from auditor.classification import ed25519
from auditor.classification.sample_keys import specimen
from auditor.errors import UsageError
from auditor.fleet.fleet_key import FleetKey, opened, rekeyed
from auditor.fleet.fleet_unit import ObjectRef, Unit, decode_units, encode_units, identified, kept
from auditor.fleet.unit_record import UnitRecord, decode_record, decode_view, encode_record, record_schema
from auditor.model.batch_result import BlobResult, GenericHit
from auditor.model.location import Span
from auditor.model.material import Encoding, Kind, Material, Role
from auditor.model.report import ScanFacts

KEY = FleetKey(bytes(range(32)))
A = specimen("a")
UNIT = identified(Unit(target="bot", kind="git", location="/bot", content="c", engine="e", tips=("0" * 40,)))
SECRET = Material(
    span=Span(1, 1, 1, 45),
    role=Role.API_SECRET,
    kind=Kind.ED25519,
    encoding=Encoding.BASE64,
    public_key=A.public_key,
    token=ed25519.token(A.seed),
    public_key_token=ed25519.token(A.public_key),
    digest=b"d" * 16,
)
HIT = GenericHit(span=Span(2, 1, 2, 9), secret_type="AWS", detector="D", precise=True, digest=b"h" * 16)
BLOB = BlobResult(key="k", name="k", materials=(SECRET,), generic=(HIT,))


def record(**changes: Any) -> UnitRecord:
    values: dict[str, Any] = {
        "version": "1",
        "key_id": KEY.id,
        "unit": UNIT,
        "planned": UNIT.id,
        "state": "read",
        "scan": ScanFacts(),
        "examined": rekeyed([BLOB], KEY),
    }
    return UnitRecord(**(values | changes))


def test_what_is_kept_joins_as_what_was_found_and_confirms_nothing() -> None:
    (blob,) = rekeyed([BLOB], KEY)
    (kept_secret,), (hit,) = blob.materials, blob.generic
    assert kept_secret.token == KEY.name(ed25519.token(A.seed))
    assert kept_secret.public_key_token == KEY.name(ed25519.token(A.public_key))
    assert (kept_secret.digest, hit.digest) == (KEY.name(b"d" * 16), KEY.name(b"h" * 16))
    data = encode_record(record())
    for value in (A.seed, A.public_key, ed25519.token(A.seed), ed25519.token(A.public_key), b"d" * 16, b"h" * 16):
        assert value not in data
    (again,) = opened(decode_record(data, "r").examined, KEY)
    assert again.materials[0].public_key == A.public_key


def test_a_record_is_what_its_schema_says() -> None:
    shipped = json.loads(files("auditor").joinpath("schemas/fleet-record-v1.json").read_text(encoding="utf-8"))
    now = json.loads(json.dumps(record_schema()))
    assert shipped == now, "write it again: json.dumps(record_schema(), indent=1, sort_keys=True) and a line end"
    Draft202012Validator.check_schema(shipped)
    document = json.loads(msgspec_json.encode(record()))
    Draft202012Validator(shipped).validate(document)
    assert base64.b64decode(document["examined"][0]["materials"][0]["token"]) == KEY.name(ed25519.token(A.seed))
    assert document["schema"] == "backpack-audit/fleet-record/v1"


def test_the_first_pass_sees_the_tokens_of_a_record() -> None:
    view = decode_view(encode_record(record()), "r")
    (value,) = view.examined[0].materials
    assert (view.unit, value.role) == (UNIT, "api_secret")
    assert (value.token, value.public_key_token) == (
        KEY.name(ed25519.token(A.seed)),
        KEY.name(ed25519.token(A.public_key)),
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged"),
        (b"\x80", "another version"),
        (msgpack.encode({"schema": "backpack-audit/fleet-record/v2"}), "fleet-record/v2"),
        (msgpack.encode(to_builtins(record()) | {"state": "odd"}), "damaged"),
        (encode_record(record())[:-3], "damaged"),
    ],
)
def test_what_is_no_record_is_refused_with_the_reason(data: bytes, said: str) -> None:
    for decode in (decode_record, decode_view):
        with pytest.raises(UsageError, match=said):
            decode(data, "r")


def test_units_go_through_json_lines_and_are_refused_when_changed() -> None:
    objects = (ObjectRef("a/b.log", '"1"', 3),)
    batch = identified(Unit(target="b", kind="objects", location="s3://b", content="x", engine="e", objects=objects))
    text = encode_units([UNIT, batch])
    assert decode_units(text + b"\n\n", "units") == (UNIT, batch)
    with pytest.raises(UsageError, match="units:2: the unit was changed"):
        decode_units(text.replace(b'"content":"x"', b'"content":"y"'), "units")
    for wrong in (b"{}", b"[]", b"no", b'{"schema":"backpack-audit/fleet-unit/v9"}'):
        with pytest.raises(UsageError, match="units:1: this is not a unit"):
            decode_units(wrong, "units")


def test_a_name_with_a_secret_in_it_is_kept_as_a_name_under_the_fleet_key() -> None:
    names = (f"logs/{A.secret}.log", f"logs/{specimen('b').secret}.log", "logs/plain.log")
    batch = Unit(
        target="b", kind="objects", location="s3://b", objects=tuple(ObjectRef(name, "1", 1) for name in names)
    )
    first, second, plain = kept(batch, KEY).objects
    assert first.name.startswith("<redacted>.log#")
    assert first != second
    assert plain.name == "logs/plain.log"
    assert A.secret not in encode_units([kept(batch, KEY)]).decode()
