"""The whole text of an inventory after keys were added: nothing that people wrote moves."""

from __future__ import annotations

import pytest

from auditor.errors import UsageError
from auditor.inventory.write_inventory import extended

ENTRIES = ["  - name: n\n    api_key: k\n", "  # seen\n  - name: m\n\n    api_key: k\n"]
NEW = "  - name: n\n    api_key: k\n\n  # seen\n  - name: m\n\n    api_key: k\n"


def at(column: int) -> str:
    """The new lines, with their dash behind so many spaces."""
    return "".join(
        " " * column + line.removeprefix("  ") if line.strip() else line for line in NEW.splitlines(keepends=True)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 1\nkeys: []\n", f"version: 1\nkeys:\n{NEW}"),
        ("version: 1\nkeys: []", f"version: 1\nkeys:\n{NEW}"),
        ("version: 1\nkeys: [] # none\n", f"version: 1\nkeys:  # none\n{NEW}"),
        ("version: 1\nkeys: [] # see [1]\n", f"version: 1\nkeys:  # see [1]\n{NEW}"),
        ("  version: 1\n  keys: []\n", f"  version: 1\n  keys:\n{NEW}"),
        ("version: 1\nkeys: []\naccount: {}\n", f"version: 1\nkeys:\n{NEW}account: {{}}\n"),
        ("version: 1\nkeys:\n  []\n# end\n", f"version: 1\nkeys:\n{NEW}# end\n"),
        ("version: 1\nkeys:\n  [] # none\n", f"version: 1\nkeys:\n# none\n{NEW}"),
        ("keys:\n- name: a\n", f"keys:\n- name: a\n\n{at(0)}"),
        ("keys:\n- name: a", f"keys:\n- name: a\n\n{at(0)}"),
        ("keys:\n  - name: a\n", f"keys:\n  - name: a\n\n{at(2)}"),
        ("keys:\n    - name: a\n", f"keys:\n    - name: a\n\n{at(4)}"),
        ("keys:\n  - name: a\nversion: 1\n", f"keys:\n  - name: a\n\n{at(2)}\nversion: 1\n"),
        ("keys:\n  - name: a\n\nversion: 1\n", f"keys:\n  - name: a\n\n{at(2)}\nversion: 1\n"),
        ("keys:\n  - name: a\n   # more\n\n# of it\nversion: 1\n", f"keys:\n  - name: a\n   # more\n\n{at(2)}\n# of it\nversion: 1\n"),
        ("keys:\n  - name: a\n  # next\nversion: 1\n", f"keys:\n  - name: a\n\n{at(2)}\n  # next\nversion: 1\n"),
        ("keys:\n  - name: a\n # out\nversion: 1\n", f"keys:\n  - name: a\n\n{at(2)}\n # out\nversion: 1\n"),
        ("version: 1\nkeys:\n  - name: a\n\n\n", f"version: 1\nkeys:\n  - name: a\n\n{at(2)}\n\n"),
    ],
)  # fmt: skip
def test_where_new_keys_go(before: str, after: str) -> None:
    assert extended(before, ENTRIES, shown="keys.yaml") == after
    windows = extended(before.replace("\n", "\r\n"), ENTRIES, shown="keys.yaml")
    if before.endswith("\n"):
        assert windows == after.replace("\n", "\r\n")
    else:
        assert windows.replace("\r\n", "\n") == after


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 1\nkeys: [{name: a}]\n", "keys.yaml:2: the keys are written in brackets"),
        ("version: 1\nkeys:\n  [{name: a}]\n", "keys.yaml:3: the keys are written in brackets"),
        ("- a\n", "keys.yaml is no"),
    ],
)
def test_what_cannot_take_keys_is_said(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        extended(text, ENTRIES, shown="keys.yaml")
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(("first", "second"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_new_lines_end_as_the_first_line_does(first: str, second: str) -> None:
    before = f"version: 1{first}keys: []{second}"
    assert extended(before, ENTRIES, shown="keys.yaml") == f"version: 1{first}keys:{first}{NEW.replace(chr(10), first)}"
