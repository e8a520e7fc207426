"""Evidence: one material at one place, with what the join over the whole scope proved about it."""

from __future__ import annotations

from msgspec import Struct

from auditor.model.finding import Trace
from auditor.model.location import Location, Provenance, Reach
from auditor.model.material import Context, Material


class Pairing(Struct, frozen=True, kw_only=True):
    """What is in relation to a material. All of it is proven by derivation or equality of tokens."""

    is_secret: bool = False
    """The public key derived from it is somewhere in scope: it is a secret in real use."""
    is_key: bool = False
    """It is the public key of another value in scope."""
    partner: Location | None = None
    """The nearest place of its counterpart: same group, same file, then anywhere."""
    partner_role: str = ""
    """The role of the field in which the partner is."""
    partner_context: Context = Context.NONE
    """The nearest context of any place where its counterpart is: a secret without a label is Backpack's
    where its API key is called so."""
    swapped: bool = False
    """It is a secret in a key's place (field or argument), and its public key is in scope."""
    same_value: bool = False
    """The same value is in the key field and in the secret field of one group."""
    mismatched: bool = False
    """One group holds a key and a secret, each well-formed, that do not belong together."""
    key_elsewhere: bool = False
    """It is in a secret's field here, and the same value is in a key's field elsewhere."""


class Evidence(Struct, frozen=True, kw_only=True):
    """What a rule judges."""

    material: Material
    location: Location
    provenance: Provenance
    pairing: Pairing = Pairing()
    trace: Trace | None = None
    """How far its secret got and since when; None where only its own place counts."""

    @property
    def reach(self) -> Reach:
        """Returns how far the secret got: the farthest of all its places in scope."""
        return self.trace.reach if self.trace else self.provenance.reach

    @property
    def is_backpack(self) -> bool:
        """Whether a word says Backpack Exchange near the value or its counterpart; of a proven pair any word does."""
        nearest = max(self.material.context, self.pairing.partner_context)
        is_proven = self.pairing.is_secret or self.pairing.is_key
        return nearest >= (Context.MENTION if is_proven else Context.SCOPE)
