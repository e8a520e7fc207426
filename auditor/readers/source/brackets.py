"""What is known inside one pair of brackets of source code, and under which names the literals in it stand."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.field import FieldKind
from auditor.readers.grouping import Accounts
from auditor.readers.mapped_text import MappedText
from auditor.readers.source.keywords import TYPES


class Use(Struct, frozen=True):
    """How a value is used at a place: what a literal there would be called."""

    name: str = ""
    kind: FieldKind = "text"
    group: str = ""
    callee: str = ""
    position: int | None = None
    path: tuple[str, ...] = ()


class Found(Struct, frozen=True):
    """A literal in brackets whose names are settled when they close."""

    mapped: MappedText
    use: Use | None
    """Its names where they are known already; None for an item without any."""
    index: int


NO_USE = Use()
"""Nothing is said of the value."""


class Frame(Struct, eq=False):
    """One pair of brackets, or the whole text. Its element is what stands between two commas or line ends."""

    opener: str
    start: int
    path: tuple[str, ...] = ()
    callee: str = ""
    """What stands before the brackets: what is called or built."""
    outer_path: tuple[str, ...] = ()
    """The path of the brackets around these."""
    inherited: Use = NO_USE
    """How the whole bracket is used."""
    is_definition: bool = False
    """The brackets hold parameters or the body of what is defined, no arguments."""
    is_subscript: bool = False
    index: int = 0
    found: list[Found] = []
    numbers: list[int] | None = []
    setting: str = ""
    """The name that the first argument of a look-up gives to the ones behind it."""
    chain: list[str] = []
    """The dotted name that was read last in this element."""
    previous: str = ""
    """The name before the chain, where nothing stands between them."""
    key_at: int = -1
    """Where the element's key stands, if the key is itself a value."""
    label: str = ""
    """The name that the element gives to its value."""
    mark: str = ""
    """What stands behind the label: `=` or `:`."""
    size: int = 0
    """Tokens in the element, the current one included."""
    is_choice: bool = False
    """A `?` stands in the element, so that `:` names nothing."""
    defined: str = ""
    """What the element defines: the name behind `class`, `def`, `fn`, …"""
    defines: bool = False
    targets: list[str] = []
    """The names on the left of an assignment to several at once."""
    target: int = 0
    accounts: Accounts | None = None

    def next_element(self, *, is_statement: bool) -> None:
        """Behind a comma, or behind the end of a statement, which also ends what is assigned to several names."""
        if is_statement:
            self.targets, self.target = [], 0
        elif self.targets and self.mark == "=":
            self.target += 1
            self.label = self.targets[self.target] if self.target < len(self.targets) else ""
        elif self.label or self.size != 2 * len(self.chain):
            self.targets = []
        else:
            self.targets.append(self.chain[-1])
        if is_statement or not (self.targets and self.mark == "="):
            self.label, self.mark = "", ""
        self.index = 0 if is_statement else self.index + 1
        self.previous, self.key_at = "", -1
        self.chain, self.size, self.is_choice, self.defined, self.defines = [], 0, False, "", False

    def name_by(self, mark: str) -> None:
        """A `=` or `:` stands behind the name that was read last; behind `name: type` it is the name before."""
        if not self.chain or (self.label and self.mark == ":" and mark == "="):
            self.mark = mark if self.label else self.mark
        elif self.targets and mark == "=" and self.size == 2 * len(self.chain):
            self.targets.append(self.chain[-1])
            self.label, self.mark, self.target = self.targets[0], mark, 0
        else:
            is_type = bool(self.previous) and len(self.chain) == 1 and self.chain[0].lower() in TYPES
            self.label, self.mark = self.previous if is_type else self.chain[-1], mark
        self.chain, self.previous = [], ""

    def add_name(self, name: str, *, dotted: bool) -> None:
        """A name, which goes on a dotted one or begins another."""
        if not dotted:
            self.previous = self.chain[-1] if self.chain else self.previous
            self.chain = []
        self.chain = [*self.chain[-7:], name]
        if self.defines and not self.defined:
            self.defined = name

    def group(self, name: str) -> str:
        """The group of a value that the frame names."""
        if self.opener == "(" and self.callee and not self.is_definition:
            return f"call@{self.start}"
        if self.mark == ":" and self.opener:
            return f"object@{self.start}"
        if self.accounts is None:
            self.accounts = Accounts(f"scope@{self.start}" if self.opener else "module")
        return self.accounts.group(name)
