"""The rules of packs as they were read the last time: to parse the files takes ten times as long."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from auditor._version import __version__
from auditor.rulebook.pack import Pack, digest_of, read_pack
from auditor.rulebook.rule import Rule
from auditor.storage import cache


def kept_rules(packs: Sequence[Pack]) -> tuple[Rule, ...]:
    """Returns every rule of the packs.

    Raises:
        ConfigurationError: a file of a pack is wrong.
    """
    # Besides the contents, a rule has the path of its file; whether it is right depends on whose pack it is.
    whose = [(str(pack.path), pack.own, *(file.path for file in pack.files)) for pack in packs]
    state = sha256(f"{__version__} {cache.code_digest([Path(__file__).parent])} {whose}".encode())
    state.update(digest_of(packs).encode())
    return cache.kept(
        "rules",
        state.hexdigest(),
        tuple[Rule, ...],
        lambda: tuple(rule for pack in packs for rule in read_pack(pack)),
    )
