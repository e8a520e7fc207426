"""`backpack-audit rules`: which rules there are, what they say of themselves, and whether their examples hold."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from auditor.errors import UsageError
from auditor.resources import builtin_rules
from auditor.rulebook.codes import OWN_PREFIX
from auditor.rulebook.rule import Rule
from auditor.rulebook.rulebook import RuleBook, load

app = typer.Typer(no_args_is_help=True, add_completion=False)

Packs = Annotated[
    list[Path] | None, typer.Option("--rules", help="A pack of own rules beside ours: a folder or a file; repeatable.")
]


@app.command(name="list")
def list_rules(packs: Packs = None) -> None:
    """List all rules: code, severity, slug and title."""
    from auditor.cli.rules_view import show_list  # not for --help

    show_list(_book(packs).rules)


@app.command()
def explain(
    code: Annotated[
        str, typer.Argument(help="The code of a rule or its slug; or a subject of rules, for the facts about it.")
    ],
    packs: Packs = None,
) -> None:
    """Explain a rule: what it does, why it is bad, an example, what to use instead, references, and what to do.

    For a subject (value, key, account, integration, whitelist, entry, generic): what rules about it may ask and say.
    """
    from auditor.cli.rules_view import facts_page, rule_page, show_page  # not for --help
    from auditor.evaluation import fact_tables

    table = next((table for table in fact_tables() if table.subject == code), None)
    show_page(facts_page(table) if table else rule_page(_named(_book(packs), code)))


@app.command(name="test")
def run_examples(
    pack: Annotated[
        Path | None, typer.Argument(help="A pack, a folder of it or one rule file; all rules that ship if none.")
    ] = None,
) -> None:
    """Run the examples of rules: what must be flagged is, what must pass does. Exits with 1 if one does not hold."""
    from auditor.audits.rule_examples import rehearsal
    from auditor.cli.rules_view import show_results  # not for --help
    from auditor.rulebook.examples import run

    inside = _inside_ours(pack) if pack else ""
    book = _book([pack] if pack and inside is None else None)
    results = run(_chosen(book, inside), rehearsal(book))
    show_results(results)
    if not all(result.is_right for result in results):
        raise typer.Exit(1)


def _book(packs: list[Path] | None) -> RuleBook:
    from auditor.evaluation import fact_tables  # not for --help

    return load(packs or (), fact_tables())


def _named(book: RuleBook, wanted: str) -> Rule:
    names = {name: rule for rule in book.rules for name in (rule.code, rule.slug.upper())}
    if wanted.upper() not in names:
        close = get_close_matches(wanted.upper(), names, n=1)
        hint = f": did you mean {names[close[0]].code}?" if close else "; `backpack-audit rules list` shows them all"
        raise UsageError(f"there is no rule {wanted}{hint}")
    return names[wanted.upper()]


def _inside_ours(pack: Path) -> str | None:
    """The path inside the pack that ships, empty for all of it; None for a pack of somebody else."""
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
