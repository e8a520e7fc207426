"""A swap in a program of any language is fixed where its values are, and the file reads the same but for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_programs import GRAMMARS, HALF, Grammar
from traces import traces_of

from auditor.audits.fix import planned, write
from auditor.classification.sample_keys import Specimen
from auditor.fix.rewrite_values import refilled
from auditor.model.request import AuditRequest
from auditor.model.secret import PlainBytes

PAIR = Specimen(PlainBytes(bytes(range(32))))
FORMS = [
    pytest.param(grammar, form, id=f"{grammar.suffix}-{number}")
    for grammar in GRAMMARS
    for number, form in enumerate(grammar.forms)
]


def program(grammar: Grammar, form: str, key: str, secret: str) -> str:
    values = {"backpack_api_key": key, "backpack_api_secret": secret}
    written = [form.format(n=name, v=value, a=value[:HALF], b=value[HALF:]) for name, value in values.items()]
    return grammar.around.format(c="api.backpack.exchange", s="".join(written))


@pytest.mark.parametrize(("grammar", "form"), FORMS)
def test_a_swap_is_fixed_and_nothing_else(grammar: Grammar, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"bot.{grammar.suffix}"
    path.write_text(program(grammar, form, PAIR.secret, PAIR.key))
    path.chmod(0o600)
    found = planned(AuditRequest(paths=(path,), use_config=False, jobs=1))
    write(found.plan)
    assert path.read_text() == program(grammar, form, PAIR.key, PAIR.secret)
    shown = "\n".join(line for change in found.plan.changes for line in change.diff).encode()
    assert not [trace for trace in traces_of(PAIR) if trace in shown]


@pytest.mark.parametrize(
    ("raw", "old", "new", "wanted"),
    [
        ("""ab' + "cd""", "abcd", "1234", """12' + "34"""),
        ('ab" "cd" "ef', "abcdef", "123", '12" "3" "'),
        ("ab', 'cd", "abcd", "123456", "12', '3456"),
        ('ab)" R"(cd', "abcd", "1234", '12)" R"(34'),
        ("ab' # 'x'\n 'cd", "abcd", "1234", None),
        ("ab' + f('cd", "abcd", "1234", None),
        (r"\x61' 'b", "ab", "12", None),
        ("abcd", "abcd", "1234", None),
    ],
)
def test_pieces_are_filled_again(raw: str, old: str, new: str, wanted: str | None) -> None:
    assert refilled(raw, old, new) == wanted


def test_pieces_with_something_between_them_are_left_alone_and_said_so(tmp_path: Path) -> None:
    text = f"# backpack\nAPI_KEY = ('{PAIR.secret[:20]}'  # half\n           \"{PAIR.secret[20:]}\")\nAPI_SECRET = '{PAIR.key}'\n"
    path = tmp_path / "bot.py"
    path.write_text(text)
    path.chmod(0o600)
    found = planned(AuditRequest(paths=(path,), use_config=False, jobs=1))
    write(found.plan)
    assert path.read_text() == text
    assert any("put" in remark.why and "pieces" in remark.why for remark in found.plan.remarks)
