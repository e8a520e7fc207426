from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.errors import ConfigurationError
from auditor.resources import builtin_rules
from auditor.rulebook import rule_cache
from auditor.rulebook.pack import Pack, open_pack, read_pack
from auditor.rulebook.rule_cache import kept_rules
from auditor.storage import cache


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that no other test has filled."""
    monkeypatch.setenv("BACKPACK_AUDIT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def pack() -> Pack:
    return open_pack(builtin_rules())


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Pack]:
    """Every pack whose files were parsed."""
    found: list[Pack] = []

    def reading(pack: Pack) -> object:
        found.append(pack)
        return read_pack(pack)

    monkeypatch.setattr(rule_cache, "read_pack", reading)
    return found


def test_kept_rules_are_the_rules(pack: Pack, parsed: list[Pack]) -> None:
    first = kept_rules([pack])
    assert kept_rules([pack]) == first == tuple(read_pack(pack))
    assert parsed == [pack]


def test_an_error_in_a_kept_rule_is_reported_at_its_place(pack: Pack) -> None:
    fresh, again = kept_rules([pack])[0], kept_rules([pack])[0]
    assert str(again.message.error("wrong", 3)) == str(fresh.message.error("wrong", 3))


def test_another_content_path_or_owner_is_read_again(pack: Pack, parsed: list[Pack]) -> None:
    kept_rules([pack])
    first, *others = pack.files
    changed = replace(first, content=first.content + b"\n")
    moved = replace(first, path="elsewhere/" + first.path)
    for file in (changed, moved):
        kept_rules([replace(pack, files=(file, *others))])
    with pytest.raises(ConfigurationError, match="the tool's own"):
        kept_rules([replace(pack, own=False)])
    assert len(parsed) == 4


def test_what_is_wrong_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "ORG001-a.yaml").write_text("code: ORG001\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="a rule lacks"):
            kept_rules([open_pack(tmp_path)])


def test_a_damaged_entry_is_made_again(pack: Pack, parsed: list[Pack]) -> None:
    kept_rules([pack])
    (entry,) = cache.directory().glob("rules-*")
    entry.write_bytes(b"x" * 64)
    assert kept_rules([pack]) == tuple(read_pack(pack))
    assert len(parsed) == 2
