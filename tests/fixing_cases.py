"""Files for tests of `fix`, and what a run makes of them: planned and written for real, in a folder outside git."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor.audits.fix import Planned, planned, write
from auditor.classification.sample_keys import expand
from auditor.model.request import AuditRequest


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    text: str
    planned: Planned

    @property
    def why(self) -> dict[str, str]:
        """Why what is left is left, by rule."""
        return {remark.code: remark.why for remark in self.planned.plan.remarks}

    @property
    def diff(self) -> str:
        """All diffs."""
        return "\n".join(line for change in self.planned.plan.changes for line in change.diff)


def put(folder: Path, name: str, text: str, mode: int = 0o600) -> Path:
    """A file whose placeholders are filled."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(expand(text).encode())
    path.chmod(mode)
    return path


def plan(path: Path, *, move: bool = False) -> Planned:
    """What would be done to a file or folder."""
    return planned(AuditRequest(paths=(path,), use_config=False, jobs=1), move=move)


def mend(folder: Path, name: str, text: str, *, move: bool = False) -> Outcome:
    """Plans and writes, for one file."""
    path = put(folder, name, text)
    found = plan(path, move=move)
    write(found.plan)
    return Outcome(path.read_bytes().decode(), found)
