"""The keys to revoke, each on a card: which it is, what its secret can do, since when it is exposed, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from auditor.model.finding import Finding
from auditor.reporters._html.history import days_exposed, place_words
from auditor.reporters._html.markup import code, join, link, phrase, prose, tag
from auditor.reporters._html.page_facts import PageFacts
from auditor.reporters._html.page_words import say
from auditor.reporters._html.steps import POLICY, REVOKE, KeyToRevoke, step_words
from auditor.reporters._shared.report_wording import where
from auditor.reporters._shared.revocations import abbreviated

KEYS_PAGE = "https://backpack.exchange/portfolio/settings/api-keys"
"""Where a key is deleted. The exchange has no public endpoint for it."""
_MOST_PLACES = 12
_MOST_CARDS = 50


def key_cards(facts: PageFacts) -> Iterator[Markup]:
    """Yields the section; nothing where no key has to go."""
    if not facts.keys:
        return
    yield tag(
        "section",
        tag("h2", _title(facts.keys), id="keys"),
        tag("p", phrase("keys.where", address=link(KEYS_PAGE, KEYS_PAGE))),
        None
        if any(key.api_key in facts.by_key for key in facts.keys)
        else tag("p", prose(say("keys.no_inventory")), class_="muted"),
        tag("ol", [_card(facts, key) for key in facts.keys[:_MOST_CARDS]], class_="cards"),
        _rest(len(facts.keys) - _MOST_CARDS),
        aria_labelledby="keys",
    )


def _rest(number: int) -> Markup | None:
    if number <= 0:
        return None
    return tag("p", tag("a", say("keys.more", number), href="#findings"))


def _title(keys: Sequence[KeyToRevoke]) -> str:
    return say("keys.revoke" if any(key.step == REVOKE for key in keys) else "keys.check")


def _card(facts: PageFacts, key: KeyToRevoke) -> Markup:
    known = facts.by_key.get(key.api_key)
    name = facts.name_of(key.api_key)
    findings = _one_a_place(key, facts)
    rows: list[tuple[str, Markup | str]] = [(say("keys.api_key"), code(key.api_key))]
    if known:
        rows.append((say("keys.ability"), known.ability))
    if since := days_exposed(findings):
        rows.append((say("keys.exposed"), since))
    rows.append((say("keys.places", len(findings)), _places(facts, findings)))
    return tag(
        "li",
        tag(
            "div",
            tag("h3", f"{name} " if name else None, tag("span", abbreviated(key.api_key), class_="mono")),
            tag("span", step_words(key.step), class_="badge"),
            class_="card-head",
        ),
        tag("dl", ((tag("dt", term), tag("dd", content)) for term, content in rows)),
        class_=f"card edge-{key.severity}",
    )


def _one_a_place(key: KeyToRevoke, facts: PageFacts) -> list[Finding]:
    """Returns a finding for each place of the secret; what only concerns the inventory counts where there is no other."""
    group = next(group for group in facts.groups if group.api_key == key.api_key)
    about_secrets = [finding for finding in group.findings if facts.category(finding) not in POLICY] or key.findings
    known_last = sorted(about_secrets, key=lambda finding: finding.introduced is not None)
    chosen = {finding.location: finding for finding in known_last}
    return [chosen[location] for location in dict.fromkeys(finding.location for finding in about_secrets)]


def _places(facts: PageFacts, findings: Sequence[Finding]) -> Markup:
    shown = tag("ul", (tag("li", _place(facts, finding)) for finding in findings[:_MOST_PLACES]), class_="plain")
    rest = len(findings) - _MOST_PLACES
    more = tag("p", tag("a", say("keys.more_places", rest), href="#findings")) if rest > 0 else None
    return join(shown, more)


def _place(facts: PageFacts, finding: Finding) -> Iterator[Markup | str]:
    yield (
        tag("a", code(where(finding.location)), href=f"#{facts.anchor(finding)}")
        if facts.is_shown(finding)
        else code(where(finding.location))
    )
    if words := place_words(finding):
        yield tag("span", " ", words, class_="muted")
