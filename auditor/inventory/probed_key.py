"""Tells what the recorded answers say of one key today: whether it works although it should not, and whether its whitelist holds.

An answer ages: a key that answered 200 on Monday may have been deleted on Tuesday. So what was declared when the
question was asked counts as much as what is declared now.
"""

from __future__ import annotations

from ipaddress import ip_network

from msgspec import Struct

from auditor.inventory.inventory import Key
from auditor.inventory.networks import Network, holder
from auditor.inventory.probe_record import RecordedAnswer
from auditor.inventory.whitelist import Whitelist
from auditor.model.probed import Enforcement, State

_REVOKED = "revoked"


class ProbedSubject(Struct, frozen=True):
    """The answers to one key, the latest last, and what is declared of the key."""

    key: Key | None
    whitelist: Whitelist
    answers: tuple[RecordedAnswer, ...] = ()

    @property
    def latest(self) -> RecordedAnswer | None:
        """The last answer about the key that its whitelist cannot explain; where there is none, the last of all."""
        about_it = [one for one in self.answers if one.says_something]
        telling = [one for one in about_it if one.on_whitelist is not False or one.is_accepted]
        return next(reversed(telling or about_it or self.answers), None)

    @property
    def works_revoked(self) -> bool:
        """Whether the key was accepted although the inventory had called it revoked by then."""
        last = self.latest
        if last is None or not last.is_accepted or self.key is None or self.key.is_active:
            return False
        revoked_on = self.key.revoked_on
        return last.declared == _REVOKED or (revoked_on is not None and revoked_on < last.day)

    @property
    def outside(self) -> RecordedAnswer | None:
        """The last 200 from an address that the whitelist admitted neither then nor now."""
        accepted = [one for one in self.answers if one.is_accepted and one.on_whitelist is False]
        still = [one for one in accepted if admits(self.whitelist, one.sender) is False]
        return next(reversed(still), None)

    @property
    def enforcement(self) -> Enforcement:
        """What all answers together say of the whitelist."""
        if self.outside is not None:
            return Enforcement.NOT_IN_FORCE
        inside = any(one.is_accepted and one.on_whitelist for one in self.answers)
        refused = any(
            one.refused and one.on_whitelist is False and admits(self.whitelist, one.sender) is False
            for one in self.answers
        )
        return Enforcement.IN_FORCE if inside and refused else Enforcement.NOT_MEASURED

    @property
    def words(self) -> str:
        """A cell of the table: `active on 2026-08-31`, `never`."""
        last = self.latest
        if last is None:
            return "never"
        state = {
            State.ACTIVE: "active",
            State.NOT_ACCEPTED: "not accepted, reason not known,",
            State.CONSISTENT_WITH_REVOKED: "consistent with revoked",
        }[last.state]
        whitelist = "" if self.enforcement is Enforcement.NOT_MEASURED else f"; whitelist {self.enforcement}"
        return f"{state} on {last.day}{whitelist}"


def admits(whitelist: Whitelist, sender: str) -> bool | None:
    """Returns whether a whitelist admits an address.

    Args:
        whitelist: The list; an empty one admits everything, so it answers nothing.
        sender: An address; empty where nobody said which.

    Returns:
        None where that cannot be said: no address, no list, or an entry that cannot be read.
    """
    if not sender or not whitelist.addresses:
        return None
    network: Network = ip_network(sender)
    if network.version in whitelist.open_versions or holder(whitelist.covered, network) is not None:
        return True
    return None if any(not address.networks for address in whitelist.addresses) else False
