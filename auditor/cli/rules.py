"""`backpack-audit rules`: lists and explains rules, and tests their examples."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.command_help import SCOPE, PlainCommand, PlainGroup, examples, new_app
from auditor.cli.options import Lang, Packs
from auditor.cli.reader_language import reader_language
from auditor.errors import UsageError
from auditor.reporters._output.terminal import speakable
from auditor.resources import builtin_rules
from auditor.rulebook.codes import OWN_PREFIX, code_of
from auditor.rulebook.rule import Rule
from auditor.rulebook.rulebook import RuleBook, load

app = new_app(cls=PlainGroup, no_args_is_help=True)


@app.callback(
    epilog=examples(
        ("backpack-audit rules list", "List all rules."),
        ("backpack-audit rules explain BPK101", "Explain a rule."),
        ("backpack-audit rules test my-rules", "Test the examples of your own rules."),
    )
)
def rules_group() -> None:
    """List, explain and test the rules."""


@app.command(
    name="list",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit rules list", "List all rules."),
        ("backpack-audit rules list --rules my-rules", "List them with your own."),
        ("backpack-audit rules list | grep critical", "List the critical ones."),
    ),
)
def list_rules(packs: Packs = None, lang: Lang = "") -> None:
    """List all rules with code, severity, slug and title."""
    from auditor.cli.rules_view import show_list  # not for --help

    with _speaking(lang):
        show_list(_book(packs).rules)


@app.command(
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit rules explain BPK101", "Explain a rule by its code or slug."),
        ("backpack-audit rules explain BPK1", "List the rules whose codes start with BPK1."),
        ("backpack-audit rules explain value", "List the facts that rules about values can use."),
    ),
)
def explain(
    rule: Annotated[
        str,
        typer.Argument(metavar="RULE", help="A code, a prefix of codes, a slug, or a subject of rules."),
    ],
    packs: Packs = None,
    lang: Lang = "",
) -> None:
    """Explain a rule: what it finds, why it matters, an example, and what to do.

    A prefix (BPK1) lists its rules. A subject (value, key, account, integration, whitelist, entry, record, generic) lists
    the facts that rules about it can use, and the words that their messages can use.
    """
    from auditor.cli.rules_view import facts_page, rule_page, show_list, show_page  # not for --help
    from auditor.evaluation import fact_tables

    table = next((table for table in fact_tables() if table.subject == rule), None)
    if table:
        show_page(facts_page(table))
        return
    with _speaking(lang):
        found = _named(_book(packs), rule)
        if len(found) > 1:
            show_list(found)
        else:
            show_page(rule_page(found[0]))


@app.command(
    name="test",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit rules test my-rules", "Test all examples of a pack."),
        ("backpack-audit rules test my-rules/leak/ORG101-a-rule.yaml", "Test those of one rule."),
        ("backpack-audit rules test", "Test those of all built-in rules."),
    ),
)
def run_examples(
    pack: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="A pack, a folder of it or a rule; all built-in rules if none is given.",
            rich_help_panel=SCOPE,
        ),
    ] = None,
) -> None:
    """Run the examples of rules, and exit with 1 if one of them fails."""
    from auditor.audits.rule_examples import rehearsal, run
    from auditor.cli.rules_view import show_results  # not for --help

    inside = _inside_ours(pack) if pack else ""
    book = _book([pack] if pack and inside is None else None)
    results = run(_chosen(book, inside), rehearsal(book))
    show_results(results)
    if not all(result.is_right for result in results):
        raise typer.Exit(1)


@contextmanager
def _speaking(option: str) -> Iterator[None]:
    """Speaks the reader's language; English where standard output cannot write it."""
    code = speakable(reader_language(option, os.environ), sys.stdout)
    if not code:
        yield
        return
    from auditor.languages.localised import speaking_in  # for other languages only

    with speaking_in(code):
        yield


def _book(packs: list[Path] | None) -> RuleBook:
    from auditor.evaluation import fact_tables  # not for --help

    return load(packs or (), fact_tables())


def _named(book: RuleBook, wanted: str) -> list[Rule]:
    """Returns the rule of a code or slug, or the rules whose codes start alike.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    code = code_of(wanted, {rule.slug: rule.code for rule in book.rules})
    if found := [rule for rule in book.rules if rule.code.startswith(code)]:
        return [rule for rule in found if rule.code == code] or found
    names = {name: rule.code for rule in book.rules for name in (rule.code, rule.slug)}
    longer = [name for name in names if name.startswith(wanted.lower())]
    close = longer or get_close_matches(wanted.upper(), names, n=1) or get_close_matches(wanted.lower(), names, n=1)
    hint = f" (did you mean {close[0]}?)" if close else "; `backpack-audit rules list` lists all rules"
    raise UsageError(f"there is no rule {wanted}{hint}")


def _inside_ours(pack: Path) -> str | None:
    """Returns the path inside the pack that ships, empty for all of it; None for a pack of somebody else."""
    try:
        inside = pack.resolve().relative_to(builtin_rules().resolve()).as_posix()
    except ValueError:
        return None
    return "" if inside == "." else inside


def _chosen(book: RuleBook, inside: str | None) -> list[Rule]:
    if inside is None:
        return [rule for rule in book.rules if not rule.code.startswith(OWN_PREFIX)]
    prefix = f"rules/{inside}".rstrip("/")
    chosen = [rule for rule in book.rules if rule.path == prefix or rule.path.startswith(prefix + "/")]
    if not chosen:
        raise UsageError(f"there is no rule in {prefix}")
    return chosen
