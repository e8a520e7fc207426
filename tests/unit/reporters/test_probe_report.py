"""What every format says of a probe, also of one whose answers and names are hostile."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from report_examples import ALL, HOSTILE_NAME, KEY_A

from auditor.model.exit_code import Exit, exit_code
from auditor.model.probed import Enforcement, Probe, ProbedKey, Reply, State
from auditor.model.report import Report
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import formats, render

REFUSED = Reply(status=401, code="UNAUTHORIZED", message="no", refused=True)


def key(name: str = "grid", state: State = State.ACTIVE, **fields: object) -> ProbedKey:
    known: dict[str, object] = {
        "api_key": KEY_A,
        "found": "bot/.env:3",
        "declared": "active",
        "reason": "the exchange answered 200: the key works",
        "reply": Reply(status=200, accepted=True),
    }
    return ProbedKey(name=name, state=state, **{**known, **fields})  # type: ignore[arg-type]


def report(*keys: ProbedKey, **fields: object) -> Report:
    probe = Probe(
        base_url="https://api.backpack.exchange",
        date="2026-08-31T12:00:00Z",
        clock=Reply(status=200, accepted=True),
        clock_offset_ms=-1234,
        control=REFUSED,
        keys=keys,
        **fields,  # type: ignore[arg-type]
    )
    return replace(ALL["clean"], probe=probe)


UNKNOWN = key("old", State.NOT_ACCEPTED, reason="the network says: no", reply=Reply(trouble="no"))
DEAD = key("gone", State.CONSISTENT_WITH_REVOKED, declared="revoked", reason="refused", reply=REFUSED)


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_formats_for_people_say_state_reason_and_how_the_way_was_checked(name: str) -> None:
    text = re.sub(r"\\(?=[\W_])|<[^>]*>", "", render(name, report(key(), UNKNOWN, DEAD), RenderOptions()))
    for words in (
        "active (proven)",
        "not accepted, reason not known",
        "consistent with revoked",
        "the network says: no",
        "refused, as it must be: 401 UNAUTHORIZED",
        "1,234 ms behind",
        KEY_A,
    ):
        assert words in text.replace("&#34;", '"')


def test_the_json_section_has_every_field() -> None:
    measured = key(sender="9.9.9.9", on_whitelist=False, enforcement=Enforcement.NOT_IN_FORCE, as_expected=False)
    document = json.loads(render("json", report(measured, UNKNOWN, DEAD, expected="revoked"), RenderOptions()))
    schema = json.loads(files("auditor").joinpath("schemas/report-v1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(document)
    assert (document["probe"]["unknown"], document["probe"]["unexpected"]) == (1, 1)
    assert document["probe"]["keys"][0]["enforcement"] == "not in force"
    assert document["incomplete"] is True


@pytest.mark.parametrize("name", formats())
def test_hostile_answers_give_no_orders(name: str) -> None:
    hostile = key(HOSTILE_NAME, reason=HOSTILE_NAME, found=HOSTILE_NAME, reply=replace(REFUSED, message=HOSTILE_NAME))
    text = render(name, report(hostile, record=HOSTILE_NAME), RenderOptions())
    assert "\x1b" not in text
    assert "\n::error" not in text
    if name in {"html", "markdown"}:
        assert not re.search(r"(?<!\\)<img", text)


@pytest.mark.parametrize(
    ("keys", "expected", "code"),
    [
        ((key(),), "", Exit.CLEAN),
        ((DEAD,), "", Exit.CLEAN),
        ((key(), UNKNOWN), "", Exit.INCOMPLETE),
        ((key(as_expected=True),), "active", Exit.CLEAN),
        ((key(as_expected=False), UNKNOWN), "revoked", Exit.FINDINGS),
        ((replace(UNKNOWN, enforcement=Enforcement.IN_FORCE),), "", Exit.CLEAN),
        ((replace(UNKNOWN, enforcement=Enforcement.IN_FORCE),), "active", Exit.INCOMPLETE),
    ],
)
def test_the_exit_code_follows_from_the_states(keys: tuple[ProbedKey, ...], expected: str, code: Exit) -> None:
    assert exit_code(report(*keys, expected=expected), None) is code


def test_what_was_not_learned_is_said_last() -> None:
    assert "THE REASON IS NOT KNOWN: 1 of 2 keys not accepted." in render(
        "text", report(key(), UNKNOWN), RenderOptions()
    )
    unexpected = report(key(as_expected=False), expected="revoked")
    assert "NOT AS EXPECTED: 1 of 1 key." in render("text", unexpected, RenderOptions())
