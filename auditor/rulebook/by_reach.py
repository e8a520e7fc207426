"""Tells what a rule says where a secret got just so far: never more than its limit, and what is to be done there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditor.model.case import Case
from auditor.model.finding import Action, Related
from auditor.model.location import Reach

if TYPE_CHECKING:
    from auditor.rulebook.rule_verdicts import Verdict

FARTHER = "also"
"""The role of another place of the same secret, which got farther than the finding's own."""

_KEPT_ON_MACHINE = "Nothing needs to be revoked: the secret has not left this machine."
STEPS: Mapping[Action, str] = {
    Action.UNSTAGE: (
        "1. Remove it from the index: `git restore --staged {argument}`, or `git rm --cached {argument}` before the first "
        "commit.\n"
        "2. Move the value into a file that git ignores (`backpack-audit fix --move-to-env` does it for source code), then "
        "stage the file again; or add the file itself to .gitignore.\n"
        f"3. {_KEPT_ON_MACHINE}\n"
    ),
    Action.REWRITE: (
        "1. Remove it from the commits before you push them: `backpack-audit purge --all` shows the commands for the secrets "
        "of API keys; for anything else use `git rebase --interactive` or `git filter-repo --replace-text`.\n"
        "2. Move the value into a file that git ignores, or into a secret store.\n"
        "3. Revoke it, too, if the repository was copied elsewhere: a backup, a synchronised folder, another clone.\n"
    ),
    Action.MOVE: (
        "1. Move the value into a file that git ignores and only its owner can read (`backpack-audit fix --move-to-env` "
        "does it for source code), or add the file itself to .gitignore.\n"
        f"2. {_KEPT_ON_MACHINE}\n"
    ),
}
"""What an action asks for where the rule itself does not say it."""


def judged_by_reach(verdict: Verdict, reach: Reach | None) -> Verdict:
    """Returns what a rule says of a secret that got just so far."""
    limits = verdict.rule.by_reach.get(reach) if reach else None
    if limits is None:
        return verdict
    if limits.severity and limits.severity.rank < verdict.severity.rank:
        verdict = replace(verdict, severity=limits.severity)
    if verdict.action is Action.NONE:
        return verdict
    action = limits.action or verdict.action
    remediation = verdict.remediation
    if limits.remediation:
        remediation = limits.remediation.text
    elif action is not verdict.action:
        remediation = STEPS.get(action, remediation)
    return replace(verdict, action=action, remediation=remediation)


def farther_places(case: Case) -> Iterator[Related]:
    """Yields the places of the secret that got farther than this one, unless they are related anyway."""
    known = {related.location for related in case.related}
    for location in case.trace.also if case.trace else ():
        if location not in known:
            yield Related(FARTHER, location)
