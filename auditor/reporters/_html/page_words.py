"""Every fixed word of the page, in one table: English by name; other languages have the texts under their English ones, of pairs the second.

A text has placeholders in braces. A pair is the text for one and for several of `n`. Texts that come from elsewhere (rules,
counts, reach) have their own tables.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.wording.language import ENGLISH, Number, spoken

WORDS: Mapping[str, str | tuple[str, str]] = {
    # The head, the verdict and the contents
    "title": "Backpack key audit",
    "title.of": "Backpack key audit of {targets}",
    "skip.findings": "Skip to the findings",
    "skip.report": "Skip to the report",
    "footer": "backpack-audit {version}. No secret is on this page: API keys are public.",
    "verdict": "Verdict",
    "verdict.numbers": "{found}; {suppressed}. {scanned}; {skipped}.",
    "sentence": "{sentence}.",
    "after": ": {rest}",
    "labelled": "{what}: {rest}",
    "verdict.revoke": ("revoke {n:,} API key now", "revoke {n:,} API keys now"),
    "verdict.check": ("check whether {n:,} API key is yours", "check whether {n:,} API keys are yours"),
    "verdict.fix": ("fix {n:,} problem before you push", "fix {n:,} problems before you push"),
    "verdict.tighten": (
        "tighten keys and whitelists in {n:,} place",
        "tighten keys and whitelists in {n:,} places",
    ),
    "verdict.declare": ("complete the inventory in {n:,} place", "complete the inventory in {n:,} places"),
    "verdict.and": " and ",
    "verdict.incomplete": "No findings, but this audit is not complete.",
    "verdict.clean": "Nothing to do: no findings.",
    "verdict.nothing": "Nothing to do.",
    "contents": "Sections",
    "contents.keys": "Keys",
    "contents.fix": "What else to do",
    "contents.targets": "Targets",
    "contents.map": "Map",
    "contents.timeline": "Time line",
    "contents.whitelists": "Whitelists",
    "contents.probe": "Probe",
    "contents.stored": "Stored keys",
    "contents.findings": "Findings",
    "contents.folders": "Folders",
    "contents.suppressed": "Accepted and ignored",
    "contents.inventory": "Inventory",
    "contents.coverage": "Coverage",
    "contents.rules": "Rules",
    # What to do, as headings
    "step.revoke": "Revoke now",
    "step.check": "Check whose it is",
    "step.fix": "Fix before you push",
    "step.tighten": "Tighten keys and whitelists",
    "step.declare": "Complete the inventory",
    "step.note": "For your information",
    # Targets of a fleet
    "targets": "Targets",
    "targets.across": "Pairs across repositories",
    # Keys to revoke
    "keys.revoke": "Keys to revoke",
    "keys.check": "Keys to check",
    "keys.where": "Delete each key on the exchange: {address}.",
    "keys.no_inventory": (
        "What each secret can do is not known, because no inventory declares the keys: assume that it can trade. "
        "`backpack-audit policy init` writes an inventory."
    ),
    "keys.more": (
        "{n:,} more key, less severe, is a heading in the findings.",
        "{n:,} more keys, less severe, are headings in the findings.",
    ),
    "keys.api_key": "API key",
    "keys.ability": "Its secret",
    "keys.exposed": "Exposed",
    "keys.exposed_since": "{days}, since {date}",
    "keys.places": ("Found in", "Found in {n:,} places"),
    "keys.more_places": ("and {n:,} more place", "and {n:,} more places"),
    "key.unnamed": "a key without a name",
    # What else to do
    "fix": "What else to do",
    "fix.more": ("and {n:,} more problem", "and {n:,} more problems"),
    "in_place": "Stored safely",
    "in_place.secrets": (
        "{n:,} secret is in a file that only its owner can read and that git does not take. There is nothing to do.",
        "{n:,} secrets are in files that only their owner can read and that git does not take. There is nothing to do.",
    ),
    "in_place.pairs": (
        "That includes {n:,} pair of key and secret.",
        "That includes {n:,} pairs of key and secret.",
    ),
    # The map
    "map": "Where the keys are",
    "map.legend": "A solid curve leads to a place with the secret, a dashed one to a place with the API key alone.",
    "map.no_inventory": "Integrations and whitelists are in the report of backpack-audit policy.",
    "map.more": ("{n:,} more key, less severe, is not drawn.", "{n:,} more keys, less severe, are not drawn."),
    "map.folded": "Files are drawn folder by folder, because there are more than {n:,}.",
    "map.title": "Map of the API keys: where each is, which integrations use it, and which addresses may use it",
    "map.keys": "Keys",
    "map.places": "Places",
    "map.integrations": "Integrations",
    "map.whitelist": "Whitelist",
    "map.table": "The map as a table",
    "map.table.name": "Map of the keys",
    "map.any": "any address",
    "map.no_finding": "no finding",
    "map.head": "Key|Worst finding|Secret in|API key in|Used by|Whitelist",
    "more": "and {n:,} more",
    # The time line
    "timeline": "Since when",
    "timeline.legend": (
        "A bar shows how long a secret has been in the repository. A circle marks the day on which a key was created, a "
        "diamond the day on which it must be replaced, a cross the day on which it was revoked; from then on its bar is pale."
    ),
    "timeline.undated": (
        "{n:,} key has no known date: only a scan of the history finds it.",
        "{n:,} keys have no known date: only a scan of the history finds it.",
    ),
    "timeline.more": ("{n:,} more key is in the table.", "{n:,} more keys are in the table."),
    "timeline.title": "Time line of the keys, until today",
    "timeline.refs": "in {refs}",
    "timeline.today": "today",
    "timeline.table": "The time line as a table",
    "timeline.table.name": "Time line of the keys",
    "timeline.still": "still there",
    "timeline.head": "Key|Added|Removed|Exposed for|Reachable from|Created|Replace by|Revoked",
    # The whitelists
    "whitelists": "Who may use the keys",
    "whitelists.legend": (
        "Each bar is one entry of a key's IP whitelist. Its length is the number of addresses that it admits, on a "
        "logarithmic scale: every step to the right admits many times more."
    ),
    "whitelist.none": "No whitelist: whoever has the secret can use it from any address.",
    "whitelist.open": "Together the entries admit every public {versions} address.",
    "whitelist.table": "The whitelist as a table",
    "whitelist.table.name": "Whitelist of {key}",
    "whitelist.head": "Entry|Admits|Addresses are|Accounted for by",
    "whitelist.title": "Size of the IPv{version} entries in the whitelist of {key}",
    "whitelist.unread": "Not drawn, because they are not addresses:",
    "whitelist.more": "The first {most} of {n:,} entries are drawn.",
    "whitelist.unreadable": "cannot be read",
    "whitelist.addresses": ("{number} address", "{number} addresses"),
    "whitelist.public": "public",
    "whitelist.partly": "{names}, in part",
    "whitelist.unexplained": "nothing",
    "whitelist.unknown": "not known",
    "number.million": "{number} million",
    "number.billion": "{number} billion",
    # What the exchange answered
    "probe": "What the exchange answered",
    "probe.limits": (
        "200 proves that a key works. Everything else is a refusal whose reason the exchange does not say; at most it is "
        "consistent with a key that was revoked."
    ),
    "probe.keys.name": "Keys that were asked about",
    "probe.head": "Key|API key|State|Why|Inventory|Whitelist",
    # Stored keys and the inventory
    "stored": "Stored keys",
    "stored.counts": ("{n:,} credential, {good:,} in order.", "{n:,} credentials, {good:,} in order."),
    "stored.head": "Field|Line|Is",
    "stored.table.name": "Stored keys in {file}",
    "inventory": "Key inventory",
    "inventory.account": "Account",
    "inventory.keys": "Keys",
    "inventory.keys.name": "Keys of the inventory",
    "inventory.head": "Key|API key",
    "inventory.corrected": "Corrected whitelist of {key}",
    "inventory.paste": "Paste the entries one by one:",
    # Findings
    "findings": "Findings",
    "findings.cut": (
        "There are {n:,} findings, too many for one page. They are grouped by key and by folder, and the first {shown} of each "
        "group are shown. The JSON report lists them all."
    ),
    "findings.long": "There are many findings: their proofs and steps are in the JSON report.",
    "findings.rest": (
        "and {n:,} more place: the JSON report lists them all",
        "and {n:,} more places: the JSON report lists them all",
    ),
    "finding.folder": "Folder",
    "finding.masked": ("{n:,} character", "{n:,} characters"),
    "finding.proof": "Proof: the API key derived from it, {key}, is at {place}",
    "finding.related": "Related: {role} at {place}",
    "finding.related_more": ("and {n:,} more related place", "and {n:,} more related places"),
    "finding.todo": "What to do",
    "finding.file": "`{file}` is the path of the finding.",
    "finding.this_key": "this API key",
    "finding.added": "Added{who} in commit {commit}{day}{subject}.",
    "finding.added.who": " by {author}",
    "finding.day": " on {date}",
    "finding.subject": ": “{subject}”",
    "finding.refs": "Reachable from {refs}.",
    "finding.removed": "Removed in commit {commit}{day}; the history keeps it.",
    "finding.since": "since {date}",
    "finding.for": "for {days}",
    "folders": "Findings by folder",
    "folders.more": ("and {n:,} more folder", "and {n:,} more folders"),
    "suppressed": "Accepted and ignored",
    "suppressed.count": (
        "{n:,} finding that does not count, with the reason that somebody gave.",
        "{n:,} findings that do not count, with the reasons that people gave.",
    ),
    "suppressed.show": ("Show {n:,} finding", "Show {n:,} findings"),
    "filter": "Filter the findings",
    "filter.search": "Search",
    "filter.hint": "path, field, rule, key",
    "filter.severity": "Severity",
    "filter.step": "To do",
    "filter.all": "all",
    "filter.shown": "{n} shown",
    "filter.some": "{n} of {all} shown",
    # How far a secret got
    "reach.owner": "only its owner can read it",
    "reach.machine": "others on this machine can read it",
    "reach.staged": "staged, in no commit",
    "reach.local": "committed, not pushed",
    "reach.unknown": "outside git: who has a copy is unknown",
    "reach.published": "published",
    # Coverage, rules, and how the page was made
    "coverage": "Coverage",
    "coverage.all": "All that was in scope was read.",
    "coverage.none": "Nothing was skipped.",
    "coverage.unread": "Not read",
    "coverage.otherwise": "Read in another way than its name says",
    "coverage.paths": ("{n:,} path", "{n:,} paths"),
    "coverage.more": (
        "and {n:,} more path: the JSON report lists them all",
        "and {n:,} more paths: the JSON report lists them all",
    ),
    "coverage.hides": "What hides findings",
    "coverage.nothing": "Nothing: no finding is suppressed, and no setting leaves anything out.",
    "coverage.configuration": "Configuration: {path}",
    "rules": "The rules that found something",
    "rules.documentation": "Documentation",
    "made": "How this report was made",
    "made.version": "Version",
    "made.rules": "Rules",
    "made.command": "Command",
    "made.started": "Started",
    "made.time": "{time} UTC, took {seconds} s",
    "made.exit": "Exit code",
}


def say(name: str, n: int | None = None, /, **values: object) -> str:
    """Returns a text of the table in the spoken language, with its placeholders filled.

    Args:
        name: The text's.
        n: Chooses between the text for one and that for several, and fills `{n}`.
        **values: What the other placeholders hold.
    """
    return template(name, n).format(n=n if n is None else Number(n), **values)


def template(name: str, n: int | None = None) -> str:
    """Returns a text of the table in the spoken language as it is, for whoever fills it with markup."""
    text = WORDS[name]
    if language := spoken():
        return language.text(text if isinstance(text, str) else text[1], n)
    return text if isinstance(text, str) else text[n != 1]


def heads(name: str) -> tuple[str, ...]:
    """Returns the headings of a table's columns."""
    return tuple(template(name).split("|"))


def language_code() -> str:
    """Returns what the page says of itself in `lang`."""
    language = spoken()
    return language.html if language else ENGLISH
