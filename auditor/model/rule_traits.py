"""What the rest of the program has to know of a rule: its traits, said in the rule's own file and never by its code."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

Subject = Literal["value", "key", "account", "integration", "whitelist", "entry", "record", "generic", "settings"]
"""What a rule is about. `integration` is one integration's use of one key, `whitelist` the list of one key,
`entry` one line of such a list, `record` what the inventory says of the account, of an integration or of a key, `settings` a file of settings (or its
inline comments) that differs from the trusted revision."""
POLICY_SUBJECTS: tuple[Subject, ...] = ("key", "account", "integration", "whitelist", "entry", "record")
"""The subjects that only an audit of the key inventory judges."""
Question = Literal["canonical", "point", "strong", "pair", "field", "file"]
"""What `check` asks of a credential: is its text canonical base64 of 32 bytes; is it a point of the curve (of keys); can
nobody guess it; do key and secret belong together; is each in its field; can only its owner read the file."""


class FixKind(StrEnum):
    """How `backpack-audit fix` settles a finding."""

    SWAP = "swap"
    """Exchange the values of the key's field and the secret's."""
    CANONICAL = "canonical"
    """Write the same bytes as the exchange writes them: padded base64."""
    MOVE = "move"
    """Move a literal secret into `.env` (`--move-to-env`)."""
    GITIGNORE = "gitignore"
    """Name the file in `.gitignore`."""
    MODE = "mode"
    """Make the file readable by its owner alone."""


class Traits(Struct, frozen=True, kw_only=True):
    """The traits of one rule, which each of its findings carries."""

    subject: Subject = "value"
    answers: Question = "canonical"
    """The question of `check` that a finding answers with no."""
    both_fields: bool = False
    """One finding is about the key's field and the secret's."""
    leak: bool = False
    """A secret stands where others can read it: no question of `check`, whose files hold secrets on purpose."""
    fix: FixKind | None = None
    by_hand: str = ""
    """Why nothing but a person can settle a finding: with `fix`, that fix is not tried; without, the value is not
    written at all."""
    fixed: str = ""
    """What is said of a value that `fix` has corrected, in a few words."""
    probe: bool = False
    """Only an answer of the exchange shows it: `probe` judges these rules and no other."""
    duplicates_generic: bool = True
    """A generic finding about the same value says the same again."""

    @property
    def is_policy(self) -> bool:
        """Whether only an audit of the key inventory judges the rule."""
        return self.subject in POLICY_SUBJECTS
