"""How exposed a file is, or would be, whose content is not what the disk has, such as a text in an editor."""

from __future__ import annotations

from pathlib import Path

from auditor.model.location import Exposure, Provenance
from auditor.sources.git.command import Git
from auditor.sources.git.repository_root import repository_root
from auditor.sources.path_matchers import mode_of, store_matcher, unversioned_reach
from auditor.sources.targets import relative
from auditor.vocabulary.vocabulary import builtin


def intended_place(file: Path, name: str) -> Provenance:
    """Returns the place of a file, which need not exist.

    Args:
        file: The file, absolute and in a folder without links.
        name: What reports call it.
    """
    mode = mode_of(file)
    home = repository_root(str(file.parent))
    if home is None:
        reach = unversioned_reach(file, mode, is_store=store_matcher(builtin().credential_stores))
        return Provenance(name, Exposure.UNVERSIONED, mode=mode, traced_reach=reach)
    inside = relative(str(file), home)
    exposure = _exposure(home, inside)
    is_tracked = exposure is Exposure.TRACKED
    return Provenance(
        name, exposure, mode=mode, repository=home if is_tracked else "", inside=inside if is_tracked else ""
    )


def _exposure(home: str, inside: str) -> Exposure:
    git = Git.at(Path(home), may_inherit=False)
    if git.ask("--literal-pathspecs", "ls-files", "-z", "-c", "--", inside).output:
        return Exposure.TRACKED
    return Exposure.IGNORED if git.ask("check-ignore", "--quiet", "--", inside).code == 0 else Exposure.UNTRACKED
