"""The entry in `.pre-commit-config.yaml`: text is inserted, nothing that is there is touched or reformatted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.cli.init_files.edit import Edit

if TYPE_CHECKING:
    from yaml import MappingNode, Node, SequenceNode

NAME = ".pre-commit-config.yaml"
HOOK = "backpack-audit"


def entry(requirement: str) -> list[str]:
    """Returns the lines of our entry in the list of repositories, without indentation."""
    return [
        "- repo: local",
        "  hooks:",
        f"    - id: {HOOK}",
        f"      name: {HOOK}",
        f"      entry: {HOOK} hook",
        "      language: python",
        f'      additional_dependencies: ["{requirement}"]',
        "      types: [file]",
        "      require_serial: true",
        "      stages: [pre-commit]",
    ]


def _entry_of(requirement: str, repository: str, revision: str) -> list[str]:
    """Returns the entry of a repository, of a requirement, or of the installed program where there is neither."""
    if repository:
        return [f"- repo: {repository}", f"  rev: {revision}", "  hooks:", f"    - id: {HOOK}"]
    if requirement:
        return entry(requirement)
    lines = [line for line in entry("") if "additional_dependencies" not in line]
    return [line.replace("language: python", "language: system") for line in lines]


def add_hook(text: str | None, requirement: str, repository: str = "", revision: str = "") -> Edit:
    """Returns the configuration with our hook after all others."""
    lines = _entry_of(requirement, repository, revision)
    if text is None or not text.strip():
        return Edit("\n".join(["repos:", *_indented(lines, 2), ""]), "runs the hook before each commit")
    import yaml  # only where there is such a file

    by_hand = "add by hand to the list `repos`:\n" + "\n".join(_indented(lines, 4))
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return Edit(None, f"is not valid YAML; {by_hand}")
    if any(hook.startswith(HOOK) for hook in _hooks(root)):
        return Edit(None, "already has the hook")
    repositories = _repositories(root)
    changed = None if repositories is None else _inserted(text, repositories, lines)
    if changed is None or not _is_only_longer(text, changed, "\n".join(lines)):
        return Edit(None, f"has no list of repositories that can be extended safely; {by_hand}")
    return Edit(changed, "runs the hook before each commit, after the others")


def _indented(lines: list[str], width: int) -> list[str]:
    return [" " * width + line for line in lines]


def _hooks(root: Node | None) -> Iterator[str]:
    """Yields the ids of all hooks."""
    from yaml import MappingNode, ScalarNode, SequenceNode  # loaded by now

    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, SequenceNode):
            waiting += node.value
        elif isinstance(node, MappingNode):
            for key, value in node.value:
                if isinstance(value, ScalarNode) and key.value == "id":
                    yield value.value
                waiting.append(value)


def _repositories(root: Node | None) -> SequenceNode | None:
    """Returns the list of repositories at the top of the document."""
    from yaml import MappingNode, SequenceNode  # loaded by now

    pairs: MappingNode | None = root if isinstance(root, MappingNode) else None
    for key, value in pairs.value if pairs else ():
        if key.value == "repos" and isinstance(value, SequenceNode):
            return value
    return None


def _inserted(text: str, repositories: SequenceNode, entry_lines: list[str]) -> str | None:
    start, end = repositories.start_mark, repositories.end_mark
    if repositories.flow_style:
        if repositories.value:
            return None
        added = "\n" + "\n".join(_indented(entry_lines, 2))
        return text[: start.index].rstrip(" ") + added + text[end.index :]
    lines = text.split("\n")
    last = end.line if end.column or end.line >= len(lines) else end.line - 1
    last = min(last, len(lines) - 1)
    while last > start.line and _belongs_below(lines[last], start.column):
        last -= 1
    added_lines = _indented(entry_lines, start.column)
    if len(repositories.value) > 1 and not lines[repositories.value[-1].start_mark.line - 1].strip():
        added_lines = ["", *added_lines]
    return "\n".join([*lines[: last + 1], *added_lines, *(lines[last + 1 :] or [""])])


def _belongs_below(line: str, column: int) -> bool:
    """Returns whether a line behind the list's last entry is no part of it: empty, another key, or a comment as far left."""
    stripped = line.lstrip()
    return not stripped or len(line) - len(stripped) <= column


def _is_only_longer(before: str, after: str, entry_text: str) -> bool:
    """Returns whether the new text says all that the old one said, and our entry at the end of the list."""
    import yaml  # loaded by now

    try:
        old, new, ours = yaml.safe_load(before), yaml.safe_load(after), yaml.safe_load(entry_text)
    except yaml.YAMLError:
        return False
    return bool(new == {**old, "repos": [*old["repos"], *ours]})
