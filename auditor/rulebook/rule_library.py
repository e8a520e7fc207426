"""All rules of some packs: read when somebody asks for them, compiled when there is something to judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import ConfigurationError
from auditor.model.finding import Subject
from auditor.resources import builtin_rules
from auditor.rulebook.codes import OWN_PREFIX
from auditor.rulebook.pack import Pack, digest_of, open_pack

if TYPE_CHECKING:
    from auditor.model.case import FactTable
    from auditor.rulebook.rule import Rule
    from auditor.rulebook.rule_verdicts import Evaluator


def subjects_of(packs: Iterable[Path]) -> Mapping[str, Subject]:
    """Returns what each of our rules and of those of the packs is about, by code.

    Raises:
        ConfigurationError: a pack or one of its rules is wrong.
    """
    from auditor.rulebook.rule_cache import kept_rules  # only where the baseline has something to say

    opened = [open_pack(path) for path in dict.fromkeys((builtin_rules(), *packs))]
    return {rule.code: rule.subject for rule in kept_rules(opened)}


class Library:
    """The rules of packs, whoever chooses among them; nothing of it is read or compiled twice."""

    def __init__(self, packs: Sequence[Pack], tables: Iterable[FactTable]) -> None:
        self._packs = tuple(packs)
        self._tables: dict[Subject, FactTable] = {}
        self._more_tables = iter(tables)
        """Taken one by one until the subject in question comes: making a table may cost an import."""
        self._benches: dict[Subject, Evaluator] = {}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all files of the packs, in hex."""
        return digest_of(self._packs)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all rules, sorted; known without reading the rules."""
        return tuple(sorted(file.code for pack in self._packs for file in pack.rule_files))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of codes.

        Raises:
            ConfigurationError: a rule file is wrong.
        """
        from auditor.rulebook.rule_cache import kept_rules  # only where something is judged

        return tuple(sorted(kept_rules(self._packs), key=lambda rule: rule.code))

    def bench(self, subject: Subject) -> Evaluator:
        """Returns the compiled rules about a subject.

        Raises:
            ConfigurationError: a rule is wrong, or nobody here knows the subject's facts.
        """
        from auditor.rulebook.rule_verdicts import Evaluator  # only where something is judged

        if subject not in self._benches:
            rules = [rule for rule in self.rules if rule.subject == subject]
            table = self._table(subject)
            if table is None:
                message = f"nothing here knows the facts of the subject `{subject}`"
                raise ConfigurationError(message, path=rules[0].path if rules else "rules")
            self._benches[subject] = Evaluator(rules, table)
        return self._benches[subject]

    def _table(self, subject: Subject) -> FactTable | None:
        while subject not in self._tables:
            table = next(self._more_tables, None)
            if table is None:
                return None
            self._tables[table.subject] = table
        return self._tables[subject]

    def check(self, *, own: bool = True) -> None:
        """Compiles all rules now, or with `own=False` those about what rules of other packs are about.

        Raises:
            ConfigurationError: a rule is wrong.
        """
        rules = (rule for rule in self.rules if own or not rule.code.startswith(OWN_PREFIX))
        for subject in dict.fromkeys(rule.subject for rule in rules):
            self.bench(subject)
