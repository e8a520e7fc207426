from __future__ import annotations

from pathlib import Path

import pytest
from fixing_cases import mend, plan, put

from auditor.audits.stored_keys import stored
from auditor.classification.sample_keys import expand
from auditor.fix.file_text import opened
from auditor.fix.problem import scene_of
from auditor.fix.rewrite_values import fixed_values
from auditor.model.request import AuditRequest
from auditor.vocabulary.vocabulary import builtin


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (".env", "BACKPACK_API_SECRET={{ a.secret }}\n", "BACKPACK_API_SECRET={{ a.secret }}\n"),
        (".env", "BACKPACK_API_SECRET=your_secret\n", "BACKPACK_API_SECRET=your_secret\n"),
        (
            ".env",
            "API_KEY={{ a.secret }}\nAPI_SECRET={{ b.key }}\n",
            "API_KEY={{ a.secret }}\nAPI_SECRET={{ b.key }}\n",
        ),
        (".env", "BACKPACK_API_SECRET={{ a.secret | hex }}\n", "BACKPACK_API_SECRET={{ a.secret }}\n"),
        (".env", "BACKPACK_API_SECRET=0x{{ a.secret | hex }}\n", "BACKPACK_API_SECRET={{ a.secret }}\n"),
        (".env", "BPX_API_KEY={{ a.key | base64url | unpadded }}\n", "BPX_API_KEY={{ a.key }}\n"),
        (".env", "BPX_SECRET='{{ a.secret | noncanonical }}'\n", "BPX_SECRET='{{ a.secret }}'\n"),
        (".env", "BPX_SECRET=\"'{{ a.secret }}'\" # c\n", 'BPX_SECRET="{{ a.secret }}" # c\n'),
        (".env", "BPX_SECRET={{ a.secret }};\n", "BPX_SECRET={{ a.secret }}\n"),
        (".env", "BPX_SECRET={{ a.expanded }}\n", "BPX_SECRET={{ a.secret }}\n"),
        (".env", "BPX_SECRET={{ a.secret | der }}\n", "BPX_SECRET={{ a.secret }}\n"),
        (".env", 'BPX_SECRET="{{ a.secret | pem }}"\nX=1\n', 'BPX_SECRET="{{ a.secret }}"\nX=1\n'),
        ("a.json", '{"backpack": {"apiKey": "{{ a.key | spki }}"}}', '{"backpack": {"apiKey": "{{ a.key }}"}}'),
        ("a.json", '{"backpack": {"secret": {{ a.secret | integers }}}}', '{"backpack": {"secret": "{{ a.secret }}"}}'),
        ("a.yaml", "backpack:\n  secret: {{ a.secret | integers }}\n", 'backpack:\n  secret: "{{ a.secret }}"\n'),
        (
            "a.yaml",
            "backpack:\n  secret: >-\n    {{ a.secret | first }}\n    {{ a.secret | second }}\n  x: 1\n",
            "backpack:\n  secret: >-\n    {{ a.secret }}\n  x: 1\n",
        ),
        (
            "two.yaml",
            "a:\n  backpack: {key: {{ a.secret }}, secret: {{ a.key }}}\nb:\n  backpack: {key: {{ a.secret }}, secret: {{ a.key }}}\n",
            "a:\n  backpack: {key: {{ a.key }}, secret: {{ a.secret }}}\nb:\n  backpack: {key: {{ a.key }}, secret: {{ a.secret }}}\n",
        ),
        (
            "bot.py",
            'from bpx.account import Account\na = Account("{{ a.secret }}", "{{ a.key }}")\n',
            'from bpx.account import Account\na = Account("{{ a.key }}", "{{ a.secret }}")\n',
        ),
        (
            "bot.js",
            'import { BackpackClient } from "./backpack_client";\nnew BackpackClient("{{ a.key }}", "{{ a.secret }}");\n',
            'import { BackpackClient } from "./backpack_client";\nnew BackpackClient("{{ a.secret }}", "{{ a.key }}");\n',
        ),
        (
            "secret.yaml",
            "kind: Secret\nmetadata: {name: backpack}\ndata:\n  api_key: {{ a.secret | double }}\n  api_secret: {{ a.key | double }}\n",
            "kind: Secret\nmetadata: {name: backpack}\ndata:\n  api_key: {{ a.key | double }}\n  api_secret: {{ a.secret | double }}\n",
        ),
        (
            "backpack_accounts.csv",
            "api_key,api_secret\n{{ a.secret }},{{ a.key }}\n",
            "api_key,api_secret\n{{ a.key }},{{ a.secret }}\n",
        ),
    ],
)
def test_values_are_written_as_the_exchange_writes_them(tmp_path: Path, name: str, before: str, after: str) -> None:
    assert mend(tmp_path, name, before).text == expand(after)


@pytest.mark.parametrize(
    ("name", "text", "code", "why"),
    [
        (
            "bot.py",
            'backpack_secret = bytes.fromhex("{{ a.secret | hex }}")\n',
            "BPK303",
            "the code around it decodes it",
        ),
        (
            "bot.js",
            'const backpackSecret = Buffer.from("{{ a.secret | hex }}", "hex");\n',
            "BPK303",
            "the code around it",
        ),
        ("bot.py", "backpack_secret = {{ a.secret | integers }}\n", "BPK303", "a list of numbers"),
        (".env", "BACKPACK_API_SECRET={{ w.wallet | base58 }}\n", "BPK206", "Move the wallet's funds"),
        (".env", "BACKPACK_API_KEY=' {{ a.secret }} '\n", "BPK304", "which API key belongs"),
        (".env", "BACKPACK_API_SECRET={{ a.secret | drop }}\n", "BPK302", "Copy the value again"),
        (".env", "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ b.secret }}\n", "BPK205", "not mechanical"),
        (
            "a.yaml",
            "a: {backpack: {key: {{ a.secret }}, secret: {{ b.secret }}}}\nb: {backpack: {key: {{ a.secret }}}}\nc: {backpack: {secret: {{ a.key }}}}\n",
            "BPK201",
            "different sections",
        ),
    ],
)
def test_what_cannot_be_done_safely_is_said_and_left(tmp_path: Path, name: str, text: str, code: str, why: str) -> None:
    outcome = mend(tmp_path, name, text)
    assert outcome.text == expand(text)
    assert why in outcome.why[code]
    assert outcome.planned.plan.changes == ()


def test_a_pair_in_two_files_is_left_to_people(tmp_path: Path) -> None:
    put(tmp_path, "a.env", "BACKPACK_API_KEY={{ a.secret }}\n")
    put(tmp_path, "b.env", "BACKPACK_API_SECRET={{ a.key }}\n")
    found = plan(tmp_path)
    assert found.plan.changes == ()
    assert "different sections or files" in {one.code: one.why for one in found.plan.remarks}["BPK201"]


def test_a_text_that_reads_as_two_keys_is_left_unless_the_pair_tells(tmp_path: Path) -> None:
    label = next(
        f"both-{number}"
        for number in range(10_000)
        if (text := expand(f"{{{{ both-{number}.secret | unpadded }}}}")).isalnum() and not set(text) & set("0OIl")
    )
    text = f"BACKPACK_API_SECRET={{{{ {label}.secret | unpadded }}}}\n"
    outcome = mend(tmp_path, ".env", text)
    assert outcome.text == expand(text)
    assert "base58 and as base64" in outcome.why["BPK303"]


def test_ignored_and_accepted_findings_are_nobodys_problem(tmp_path: Path) -> None:
    text = "BACKPACK_API_SECRET={{ a.secret | hex }} # backpack-audit: ignore\n"
    outcome = mend(tmp_path, ".env", text)
    assert outcome.text == expand(text)
    assert not outcome.planned.matters


def test_a_file_that_is_another_by_now_is_left_alone(tmp_path: Path) -> None:
    """The value at the place of the finding must still be the one that was found."""
    path = put(tmp_path, ".env", "BACKPACK_API_SECRET={{ a.secret | hex }}\n")
    found = stored(AuditRequest(paths=(path,), use_config=False, jobs=1))
    scene = scene_of(found.collected.evidence, found.evaluation.findings)
    for other in (
        "BACKPACK_API_SECRET={{ b.secret | hex }}\n",
        "X=1\n",
        "# BACKPACK_API_SECRET={{ a.secret | hex }}\n",
    ):
        text = opened(expand(other).encode(), ".env", builtin())
        assert not isinstance(text, str)
        after, settled, remarks = fixed_values(text, scene.problems[".env"], scene)
        assert (after.text, settled) == (expand(other), [])
        assert "changed" in remarks[0].why
