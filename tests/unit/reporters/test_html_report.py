"""The HTML report as a text: size, determinism, policy, escaping. How it looks and works is tested in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from html_examples import CANARY, CLEAN, EMPTY, GENERIC, KEY_A, KEY_B, OPTIONS, PAIR, RICH, hostile, location, many
from markupsafe import Markup
from msgspec.structs import replace

from auditor.evaluation import fact_tables
from auditor.model.finding import Action, Severity
from auditor.model.location import Reach
from auditor.model.report import Report
from auditor.reporters._html import page_words
from auditor.reporters._html.markup import code, join, link, prose, tag, text
from auditor.reporters._html.page_words import WORDS
from auditor.reporters._html.sections import SECTIONS
from auditor.reporters._html.steps import STEPS, keys_to_revoke, step_of
from auditor.reporters._html.svg import curve, number, shortened
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import needs_keys, needs_rules, pieces, render
from auditor.rulebook.rulebook import load


def html(report: Report) -> str:
    return render("html", report, OPTIONS)


class Structure(HTMLParser):
    """The elements of a page, and whether each is closed in its turn."""

    VOID = ("meta", "input", "br", "hr", "wbr")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.feed(page)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.append(name)
        if name not in self.VOID:
            self.open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name


@pytest.mark.parametrize("report", [RICH, CLEAN, EMPTY, hostile()], ids=["rich", "clean", "empty", "hostile"])
def test_every_element_is_closed_in_its_turn(report: Report) -> None:
    assert Structure(html(report)).open == []


def test_hostile_texts_add_no_element() -> None:
    """Only rule texts may: they are Markdown, and the canary's backticks and brackets are not the rich one's."""
    bare = [replace(rule, help_markdown="") for rule in RICH.rules]
    poisoned = hostile()
    rules = [replace(rule, help_markdown="", code=own.code) for rule, own in zip(poisoned.rules, bare, strict=True)]
    names = set(Structure(html(replace(poisoned, rules=tuple(rules)))).names)
    assert names <= set(Structure(html(RICH)).names)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\u202e", "\x1b", "\x00"])
def test_no_invisible_character_of_a_text_comes_through(character: str) -> None:
    assert character in CANARY
    assert character not in html(hostile())


def test_the_policy_allows_exactly_the_one_style_and_the_one_script() -> None:
    page = html(RICH)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = re.findall(r"(style|script)-src &#39;sha256-([^&]*)&#39;", policy[1])
    blocks = {name: re.findall(f"<{name}>(.*?)</{name}>", page, re.DOTALL) for name in ("style", "script")}
    digests = [
        (name, base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()) for name, (block,) in blocks.items()
    ]
    assert allowed == digests
    assert policy[1].startswith("default-src &#39;none&#39;")


def test_the_same_report_gives_the_same_bytes() -> None:
    loud = RenderOptions(started=OPTIONS.started, verbosity=Verbosity.VERBOSE, color=True, width=20, unicode=False)
    assert html(RICH) == html(RICH) == render("html", RICH, loud)


def test_a_report_without_a_start_has_no_date() -> None:
    assert "26 November 2026" in html(RICH)
    assert "1970" not in render("html", RICH, RenderOptions())


def test_the_head_names_what_was_audited() -> None:
    assert "<title>Backpack key audit of grid-bot</title>" in html(RICH)
    assert "<title>Backpack key audit</title>" in html(EMPTY)


def test_the_fixed_part_is_small() -> None:
    assert len(html(RICH).encode()) < 45_000
    assert len(html(CLEAN).encode()) < 20_000


def test_a_page_that_explains_every_rule_is_below_sixty_kilobytes() -> None:
    rules = load(tables=fact_tables()).infos()
    assert len(rules) > 50
    findings = [replace(GENERIC, rule_id=rule.code, rule=rule.slug, fingerprint=f"{rule.code:0>32}") for rule in rules]
    page = html(replace(CLEAN, rules=rules, findings=tuple(findings)))
    listed = page[page.index('id="findings"') : page.index('id="coverage"')]
    assert len(page.encode()) - len(listed.encode()) < 60_000
    assert len(listed.encode()) / len(findings) < 700


def test_a_rule_is_explained_by_what_it_does_and_why_and_the_rest_is_a_link() -> None:
    headings = ("What it does", "Why is this bad?", "Example", "Use instead", "References")
    text = "\n\n".join(f"## {heading}\n\nParagraph {number}.\n" for number, heading in enumerate(headings))
    page = html(replace(RICH, rules=(replace(RICH.rules[0], help_markdown=text),)))
    rules = page[page.index('id="rules"') : page.index('id="made"')]
    assert re.findall("Paragraph [0-9]", rules) == ["Paragraph 0", "Paragraph 1"]
    assert "What it does" not in rules
    assert 'href="https://example.com/rules/BPK101"' in rules


def test_the_page_is_a_stream_of_small_pieces() -> None:
    report = many(1_000, 500)
    written = list(pieces("html", report, OPTIONS))
    assert "".join(written) == html(report)
    assert max(map(len, written)) < 80_000
    assert len(list(pieces("html", many(1_000, 1), OPTIONS))) > 1_000


@pytest.mark.parametrize("places", [4, 1])
def test_five_thousand_findings_stay_below_two_and_a_half_megabytes(places: int) -> None:
    assert len(html(many(5_000, places)).encode()) < 2_500_000


def test_many_findings_take_about_four_hundred_bytes_each() -> None:
    assert (len(html(many(5_000)).encode()) - len(html(many(1_000)).encode())) / 4_000 < 400


def test_beyond_five_thousand_findings_the_page_shows_the_first_of_each_key_and_says_so() -> None:
    whole, cut = html(many(5_000, 100)), html(many(5_001, 100))
    assert "too many for one page" not in whole
    assert "There are 5,001 findings, too many for one page. They are grouped by key and by folder" in cut
    assert whole.count('<li id="f-') == 5_000
    assert cut.count('<li id="f-') < 2_000
    assert re.search(r"and \d+ more places: the JSON report lists them all", cut)
    assert dangling(cut) == set()


@pytest.mark.parametrize("report", [RICH, CLEAN, hostile(), many(600)], ids=["rich", "clean", "hostile", "many"])
def test_every_fragment_that_is_linked_exists(report: Report) -> None:
    assert dangling(html(report)) == set()


def test_every_word_of_the_table_is_used_and_every_used_one_is_in_it() -> None:
    folder = Path(page_words.__file__).parent
    sources = "".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "page_words.py")
    asked = set(re.findall(r"""\b(?:say|template|heads|phrase)\(\s*["']([^"'{]+)["']""", sources))
    used = {name for name in WORDS if f'"{name}"' in sources or f"'{name}'" in sources}
    made = ("contents.", "step.", "reach.", "verdict.", "number.")
    assert asked <= set(WORDS)
    assert {name for name in WORDS if not name.startswith(made)} <= used
    assert {name for name in WORDS if name.startswith("step.")} == {f"step.{step}" for step in STEPS}
    assert {name for name in WORDS if name.startswith("reach.")} == {f"reach.{reach}" for reach in Reach}
    assert {name for name in WORDS if name.startswith("contents.")} < {f"contents.{part.name}" for part in SECTIONS}


@pytest.mark.parametrize("report", [RICH, CLEAN, EMPTY, many(600)], ids=["rich", "clean", "empty", "many"])
def test_the_contents_name_the_sections_that_are_there_in_their_order(report: Report) -> None:
    page = html(report)
    navigation = page[page.index("<nav") : page.index("</nav>")]
    named = re.findall('href="#([^"]+)"', navigation)
    sections = [name for name in re.findall('<h2 id="([^"]+)"', page) if name != "made"]
    assert named == sections


def dangling(page: str) -> set[str]:
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    return set(re.findall(r' href="#([^"]*)"', page)) - set(ids)


def test_the_verdict_names_what_to_do_with_its_numbers() -> None:
    assert (
        "<h1>Revoke 1 API key now, check whether 1 API key is yours, fix 2 problems before you push and tighten keys and "
        "whitelists in 1 place.</h1>" in html(RICH)
    )


def test_a_clean_report_says_so_and_an_empty_or_incomplete_one_does_not() -> None:
    assert "Nothing to do: no findings." in html(CLEAN)
    assert "Nothing to do" not in html(EMPTY)
    assert "Nothing was scanned" in html(EMPTY)
    incomplete = html(replace(CLEAN, skipped=RICH.skipped))
    assert "Nothing to do" not in incomplete
    assert "The audit is incomplete" in incomplete


def test_a_key_to_revoke_has_its_name_what_it_can_do_and_the_address_of_the_page() -> None:
    page = html(RICH)
    card = page[page.index("Keys to revoke") : page.index('id="fix"')]
    for words in ("tealstreet-main", f"{KEY_A[:8]}…", KEY_A, "can trade on the main account", PAIR.location.path):
        assert words.replace("+", "&#43;") in card or words in card
    assert 'href="https://backpack.exchange/portfolio/settings/api-keys"' in card
    assert "old/keys.txt:7:21" in card
    assert "backpack-keys.yaml:7" not in card


def test_how_far_a_secret_got_since_when_and_who_brought_it() -> None:
    page = html(RICH)
    assert "published, since 2026-05-01 for 31 days" in page
    assert "Added by Ada Example in commit 4f1d2c3b5a69 on 2026-05-01: “Trade the first grid”." in page
    assert "Reachable from main and origin/main." in page
    assert "Removed in commit 555555555555 on 2026-06-01; the history keeps it." in page
    assert "31 days, since 2026-05-01" in page


def test_what_is_in_its_place_is_counted() -> None:
    assert (
        "2 secrets are in files that only their owner can read and that git does not take. There is nothing to do. "
        "That includes 1 pair of key and secret." in html(RICH)
    )
    assert "Stored safely" not in html(CLEAN)


def test_a_remedy_is_written_once_for_all_who_ask_for_it() -> None:
    page = html(RICH)
    assert page.count("Keep the new secret in a file that") == 1
    assert "Revoke this API key." in page


def test_a_remedy_that_differs_in_its_file_alone_is_written_once_with_a_word_for_the_file() -> None:
    files = [
        replace(GENERIC, location=location(path), remediation=f"Take {path} out.\nKeep a.bak and b/a.") for path in "ab"
    ]
    page = html(replace(RICH, findings=tuple(files)))
    assert page.count("Take FILE out.") == 1
    assert "Keep a.bak and b/a." in page
    assert "is the path of the finding" in page
    alone = html(replace(RICH, findings=(files[0],)))
    assert "Take a out." in alone
    assert "FILE" not in alone


def test_keys_to_revoke_come_before_keys_to_check() -> None:
    keys = keys_to_revoke(RICH.active)
    assert [(key.api_key, key.step) for key in keys] == [(KEY_A, "revoke"), (KEY_B, "check")]


@pytest.mark.parametrize(
    ("action", "severity", "category", "step"),
    [
        (Action.REVOKE, Severity.MEDIUM, "leak", "revoke"),
        (Action.REVOKE, Severity.LOW, "leak", "fix"),
        (Action.REVOKE, Severity.CRITICAL, "permission", "revoke"),
        (Action.REVOKE, Severity.LOW, "permission", "tighten"),
        (Action.CHECK, Severity.HIGH, "leak", "check"),
        (Action.UNSTAGE, Severity.HIGH, "leak", "fix"),
        (Action.RESTRICT, Severity.MEDIUM, "storage", "fix"),
        (Action.RESTRICT, Severity.MEDIUM, "whitelist", "tighten"),
        (Action.DECLARE, Severity.INFO, "permission", "declare"),
        (Action.NONE, Severity.INFO, "leak", "note"),
    ],
)
def test_what_a_finding_asks_for(action: Action, severity: Severity, category: str, step: str) -> None:
    assert step_of(replace(PAIR, action=action, severity=severity), category) == step


def test_a_text_is_escaped_and_markup_is_not() -> None:
    assert text("<b>&\"'\u202e") == "&lt;b&gt;&amp;&#34;&#39;\\u202e"
    assert tag("p", "<b>", Markup("<b>"), None, ["a", Markup("<i>")]) == "<p>&lt;b&gt;<b>a<i></p>"
    assert tag("p", class_="<", hidden=True, lang=None, id=False) == '<p class="&lt;" hidden></p>'
    assert tag("rect", x=1, stroke_width="2") == '<rect x="1" stroke-width="2"/>'
    assert tag("br") == "<br>"
    assert join() == ""
    assert code("a<") == "<code><bdi>a&lt;</bdi></code>"


@pytest.mark.parametrize("address", ["javascript:alert(1)", " https://x", "data:text/html,x", "//x", ""])
def test_a_link_leads_only_to_the_web(address: str) -> None:
    assert link("words", address) == "words"


def test_a_link_that_shows_its_address_is_not_spelled_out_again() -> None:
    assert 'class="bare"' in link("https://x", "https://x")
    assert 'class="bare"' not in link("words", "https://x")


def test_names_between_backticks_are_code() -> None:
    assert prose("Run `a <b>` now") == "Run <code><bdi>a &lt;b&gt;</bdi></code> now"
    assert prose("One ` alone <") == "One ` alone &lt;"


def test_drawings_have_short_numbers_and_texts() -> None:
    assert (number(3.0), number(2.55), number(-0.04)) == ("3", "2.5", "-0")
    assert shortened("short", 100) == "short"
    assert shortened("a/very/long/path/to/settings.env", 100) == "a/ve…tings.env"
    assert curve([(0, 0), (10, 0), (20, 10)]) == '<path d="M0 0L10 0C15 0 15 10 20 10"/>'


def test_formats_say_whether_they_need_the_keys() -> None:
    assert [name for name in ("html", "json", "jsonl", "sarif", "text", "nosuch") if needs_keys(name)] == [
        "html",
        "json",
        "jsonl",
    ]


def test_formats_say_whether_they_need_the_rules() -> None:
    assert [name for name in ("html", "sarif", "gitlab", "text", "json", "nosuch") if needs_rules(name)] == [
        "html",
        "sarif",
        "gitlab",
    ]


def test_the_command_that_made_the_report_is_shown_escaped() -> None:
    page = render("html", CLEAN, replace(OPTIONS, command="backpack-audit scan '<b>'"))
    assert "backpack-audit scan &#39;&lt;b&gt;&#39;" in page
    assert "<dt>Command</dt>" not in html(CLEAN)
