"""What rules may ask and say of one integration's use of one key."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.policy.networks import written
from auditor.policy.policy_wording import networks
from auditor.policy.subjects import IntegrationSubject
from auditor.rulebook.fact_dsl import FactSource, Placeholder

QUESTIONS: Mapping[str, FactSource[IntegrationSubject]] = {
    "integration.name": FactSource("string", "The name that the key's `used_by` says.", lambda m: m.integration.name),
    "integration.needs": FactSource("string", "read, trade, or unknown.", lambda m: m.integration.needs or "unknown"),
    "integration.declared": FactSource(
        "bool", "It is in the inventory, not only in a profile.", lambda m: m.integration.declared
    ),
    "integration.profile": FactSource(
        "string", "The profile that it extends; empty if none.", lambda m: m.integration.profile
    ),
    "integration.whitelist_required": FactSource(
        "bool", "It insists on an IP whitelist.", lambda m: m.integration.whitelist_required
    ),
    "integration.addresses": FactSource(
        "list(string)",
        "The addresses from which it calls the exchange; empty where they are not known.",
        lambda m: [written(network) for network in m.integration.addresses],
    ),
    "integration.missing": FactSource(
        "list(string)",
        "Those of them that the key's whitelist does not admit.",
        lambda m: [written(network) for network in m.missing],
    ),
}

WORDS: Mapping[str, Placeholder[IntegrationSubject]] = {
    "integration": Placeholder("The integration's name.", lambda m: m.integration.name),
    "title": Placeholder("What the integration calls itself.", lambda m: m.integration.title),
    "addresses": Placeholder("Its addresses.", lambda m: networks(m.integration.addresses, "unknown")),
    "missing": Placeholder("Those that the whitelist does not admit.", lambda m: networks(m.missing, "none")),
    "addresses_from": Placeholder(
        "Where a person reads its addresses, as a sentence.",
        lambda m: m.integration.addresses_from or "Ask its operator for its public addresses.",
    ),
}
