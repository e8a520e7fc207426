"""Says how a secret is taken out of a history, as commands for one repository."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from auditor.audits.purge import PurgePlan
from auditor.model.finding import Introduced
from auditor.purge.rewrite_history import Rewritten
from auditor.redaction import redacted
from auditor.reporters._shared.revocations import KEYS_AT
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_SHOWN_OF_KEY = 8
_SHOWN_OF_COMMIT = 12
_FILTER = "git filter-repo --force"
_NEW_FILE = (
    'FILE="$(mktemp)"                      # outside the repository, readable by you alone (0600)',
    '"${EDITOR:-vi}" "$FILE"               # one line: the secret as it is in the file, then ==>REMOVED',
)
_FORGET = "git reflog expire --expire=now --all && git gc --prune=now"


def purge_lines(plan: PurgePlan) -> Iterator[str]:
    """Yields what a plan says: where the secret is, and the commands in their order.

    Args:
        plan: One secret in one repository.
    """
    name = f"The secret of API key {plan.api_key[:_SHOWN_OF_KEY]}…" if plan.api_key else f"A secret ({plan.rule_id})"
    far = "published" if plan.is_published else "in commits that were not pushed"
    yield f"{name} is {far}: {listed(map(_name, plan.paths), most=20)}"
    for commit in plan.commits:
        yield f"  {_commit(commit)}"
    yield ""
    yield f"  cd {_argument(plan.repository)}"
    yield from _indented(_published(plan) if plan.is_published else _local(plan))
    if plan.archives:
        yield ""
        yield (
            f"  {listed(map(_name, plan.archives))}: the secret is inside an archive, where --replace-text does not "
            "reach it. Remove the whole file:"
        )
        yield f"  {_removal(plan.archives)}"


def written_lines(folder: str, done: Rewritten) -> Iterator[str]:
    """Yields what was rewritten in a repository.

    Args:
        folder: The repository.
        done: What was done there.
    """
    refs = f" ({listed(map(_name, done.refs), most=20)})" if done.refs else ""
    yield f"{_name(folder)}: {plural(done.commits, 'commit')} rewritten without the secret{refs}."
    if done.stash:
        yield f"The stash was written again: {plural(done.stash, 'entry')}."
    if done.dropped:
        yield f"Left out, because the secret was inside an archive or a binary: {plural(done.dropped, 'version')} of files."
    if done.still_on_disk:
        yield (
            f"The files on the disk are as they were: {listed(map(_name, done.still_on_disk), most=20)}. Take the secret out "
            "of them (backpack-audit fix --move-to-env) or name them in .gitignore before the next commit."
        )
    if not done.is_forgotten:
        yield (
            "The old objects are still in the repository: git gc failed, or the configuration of the repository names a "
            "program for it (gc.recentObjectsHook), which is not run here. Look at it, then: git gc --prune=now"
        )


def left_lines(plan: PurgePlan) -> Iterator[str]:
    """Yields what is left to do after the history of this repository was rewritten.

    Args:
        plan: What still leads to the secret.
    """
    name = f"The secret of API key {plan.api_key[:_SHOWN_OF_KEY]}…"
    if not plan.is_published:
        yield f"{name} is still in {listed(map(_name, plan.paths), most=20)}:"
        yield from _indented(_local(plan))
        return
    yield f"{name} is still at the remote:"
    yield "  # 1. Revoke the key first. Rewriting does not take back what others have read."
    yield f"  #    {KEYS_AT}"
    yield "  # 2. Replace what was published."
    for remote in (remote for remote in plan.refs if remote):
        yield f"  git push --force {_remote(remote)} {_arguments(plan.refs[remote])}"
    yield from _indented(_afterwards(3))


def _afterwards(step: int) -> Iterator[str]:
    yield f"# {step}. What stays: forks and clones of others keep the old commits. The host keeps them in pull requests and in"
    yield "#    caches, where anyone with a commit's address can read them: ask its support to remove them."
    yield f"# {step + 1}. Ask everyone to clone again. A pull or a merge of an old clone brings the secret back."


def _local(plan: PurgePlan) -> Iterator[str]:
    yield "# Nobody else has these commits: the key need not be revoked unless the secret was copied elsewhere."
    paths = _arguments(plan.paths)
    if plan.is_head:
        yield "# It came with the last commit. Take it out of the files, then:"
        yield f"git add -- {paths}"
        yield "git commit --amend --no-edit"
    elif plan.base is not None:
        commits = listed(commit.commit[:_SHOWN_OF_COMMIT] for commit in plan.commits)
        yield f"# Either by hand. Mark {commits} with `edit`; at each stop take it out of the files, then:"
        yield f"git rebase --interactive --rebase-merges {plan.base[:_SHOWN_OF_COMMIT] or '--root'}"
        yield f"git add -- {paths}"
        yield "git commit --amend --no-edit && git rebase --continue"
        yield from _filtered(plan)
    else:
        yield from _elsewhere(plan)
    yield "# Then remove the old commits, which the reflog still holds:"
    yield _FORGET


def _filtered(plan: PurgePlan) -> Iterator[str]:
    """Yields the calls that do the same without stops, where a branch is checked out."""
    if not plan.branch:
        return
    branch = plan.branch
    refs = _argument(f"{plan.base[:_SHOWN_OF_COMMIT]}..{branch}" if plan.base else branch)
    yield "# Or without stops, if nobody needs these files in the commits:"
    yield f"{_removal(plan.paths)} --refs {refs}"
    yield "# Or with the files kept and only the secret replaced:"
    yield from _NEW_FILE
    yield f'{_FILTER} --replace-text "$FILE" --refs {refs}; rm -f "$FILE"'


def _elsewhere(plan: PurgePlan) -> Iterator[str]:
    held = dict.fromkeys(ref for commit in plan.commits for ref in commit.refs)
    stashes = [ref for ref in held if ref.startswith("stash")]
    branches = [ref for ref in held if ref not in stashes]
    for stash in reversed(stashes):
        entry = stash if "@" in stash else "stash@{0}"
        yield "# A stash entry holds it. Apply it first if you need what is in it."
        yield f"git stash drop {shlex.quote(entry)}"
    if branches:
        yield f"# Other refs hold it: {listed(map(_argument, branches), most=20)}. Rewrite all of them:"
        yield from _NEW_FILE
        yield f'{_FILTER} --replace-text "$FILE" --refs {_arguments(branches)}; rm -f "$FILE"'
    if not held:
        yield "# No branch, tag or stash holds these commits; only the reflog or the object store does."


def _published(plan: PurgePlan) -> Iterator[str]:
    yield "# 1. Revoke the key first. Rewriting does not take back what others have read."
    yield f"#    {KEYS_AT}"
    remotes = [remote for remote in plan.refs if remote]
    yield "# 2. Push or save what is only here, and work in a fresh clone."
    if remotes:
        yield f'URL="$(git remote get-url {_remote(remotes[0])})"'
        yield 'git clone "$URL" "$(mktemp -d)/purge" && cd "$_"'
    yield "# 3. Write the replacement file, rewrite all commits, and delete the file."
    yield from _NEW_FILE
    yield f'{_FILTER} --replace-text "$FILE"; rm -f "$FILE"'
    yield "# 4. Replace what was published."
    for remote in remotes:
        # git-filter-repo removes the remotes, so that nothing is pushed by mistake.
        address = (
            '"$URL"'
            if remote == remotes[0]
            else f'"$(git -C {_argument(plan.repository)} remote get-url {_remote(remote)})"'
        )
        yield f"git push --force {address} {_arguments(plan.refs[remote])}"
    if not remotes and plan.refs.get(""):
        yield f"#    This repository is what others fetch from: {listed(map(_argument, plan.refs['']), most=20)} changed."
    elif not remotes:
        yield "#    No branch or tag of a remote holds it now; the host may still keep the commits."
    yield from _afterwards(5)


def _removal(paths: Sequence[str]) -> str:
    return f"{_FILTER} {' '.join(map(_path, paths))} --invert-paths"


def _commit(one: Introduced) -> str:
    refs = f" ({listed(map(_name, one.refs), most=10)})" if one.refs else ""
    said = " ".join(filter(None, (one.date[:10], sentence(redacted(one.author)), sentence(redacted(one.subject)))))
    return f"{one.commit[:_SHOWN_OF_COMMIT]} {said}{refs}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _name(text: str) -> str:
    return neutral(redacted(text))


def _argument(text: str) -> str:
    return shlex.quote(_name(text))


def _path(text: str) -> str:
    return f"--path={_argument(text)}" if text.startswith("-") else f"--path {_argument(text)}"


def _remote(text: str) -> str:
    """Returns the name of a remote as an argument that is no option, whatever the configuration calls it."""
    return f"-- {_argument(text)}" if text.startswith("-") else _argument(text)


def _arguments(texts: Iterable[str]) -> str:
    return " ".join(map(_argument, texts))
