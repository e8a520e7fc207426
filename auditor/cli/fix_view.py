"""Shows what a fix changes: masked diffs, what was done, and what can't be fixed automatically and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from auditor.audits.fix import Planned
from auditor.fix.change import Change
from auditor.fix.plan import Plan
from auditor.model.report import Means, Report
from auditor.reporters._output.terminal import for_stream
from auditor.reporters._shared.counts import by_reason, skips
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import REVOKE_AT, where
from auditor.reporters._shared.revocations import must_be_revoked
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.reporters._text.wrapping import Line, Span, paint
from auditor.wording.amounts import plural

_STYLES = {"-": "removed", "+": "added", "@": "faint"}
_TAB = "\t"


class Pages:
    """Writes to one stream, as it can show it."""

    def __init__(self, stream: TextIO, environment: Mapping[str, str], *, quiet: bool) -> None:
        self._stream = stream
        self._options = for_stream(RenderOptions(), stream, environment)
        self._quiet = quiet

    def diffs(self, plan: Plan) -> None:
        """Writes the diff of each file of a plan."""
        for change in plan.changes if not self._quiet else ():
            self._diff(change)

    def change(self, change: Change, *, applied: bool) -> None:
        """Writes a line for a file that was written, or would be, and one for each thing done to it."""
        verb = "fixed" if applied else "would fix"
        self._lines(
            Line((Span(f"{verb} {neutral(change.path)}", "good" if applied else "title", solid=True),)),
            *(Line((Span(sentence(done)),), indent=2) for done in change.done),
        )

    def revocations(self, plan: Plan) -> None:
        """Writes the keys that stay compromised although the place is fixed."""
        keys = dict.fromkeys(str(finding.api_key) for finding in plan.settled if must_be_revoked(finding))
        if keys:
            said = f"Fixing a file does not make its key safe: revoke {plural(len(keys), 'API key')} at {REVOKE_AT}"
            self._lines(Line((Span(said, "alarm"),)))
            self._lines(*(Line((Span(key, "key", solid=True),), indent=2) for key in keys))

    def notes(self, said: Iterable[str]) -> None:
        """Writes what was done besides the files, a line each."""
        for text in said:
            self._lines(Line((Span(sentence(text)),)))

    def remarks(self, plan: Plan) -> None:
        """Writes what is left, with its place and the reason."""
        for remark in plan.remarks:
            self._lines(
                Line(
                    (
                        Span(f"can't fix {where(remark.location)}", "place", solid=True),
                        Span(f" {remark.code} {remark.rule}: "),
                    )
                ),
                Line((Span(sentence(remark.why)),), indent=2),
            )

    def skipped(self, report: Report) -> None:
        """Writes what could not be scanned, and therefore not fixed."""
        for reason, paths in by_reason(skips(report, incomplete=True)):
            self._lines(Line((Span(f"not read: {', '.join(paths)}: {reason}", "alarm"),)))

    def ending(self, found: Planned, *, applied: bool, is_any_written: bool, moved: bool) -> None:
        """Writes how much is left, and what this command does not look for.

        Args:
            found: What was found after the last change.
            applied: Whether changes are written.
            is_any_written: Whether one was.
            moved: Whether literals are moved to `.env`.
        """
        plan = found.plan
        left = f"{plural(len(plan.remarks), 'problem')} can't be fixed automatically" if plan.remarks else ""
        if plan.changes:
            todo = f"{plural(len(plan.changes), 'file')} to fix: run it with --write"
            self._lines(Line((Span("; ".join(filter(None, (todo, left))), "medium"),)))
        elif left:
            self._lines(Line((Span(left, "medium" if found.matters else ""),)))
        else:
            nothing = "everything is fixed" if applied and is_any_written else "nothing to fix"
            self._lines(Line((Span(nothing, "" if found.report.incomplete else "good"),)))
        leaks = sum(one.took or 0 for one in found.report.in_force.measures if one.means is Means.COMMAND)
        if leaks and not self._quiet:
            said = f"not fixed here: {plural(leaks, 'finding')} about leaks, which `backpack-audit scan` explains"
            more = "" if moved else "; --move-to-env moves literal secrets of code and compose files to .env"
            self._lines(Line((Span(f"{said}{more}"),)))

    def _diff(self, change: Change) -> None:
        """Writes a diff, every line on one row, whatever its length."""
        for line in change.diff:
            is_head = line.startswith(("--- ", "+++ ", "old mode", "new mode", "new file", "diff "))
            shown = _TAB.join(neutral(part) for part in line.split(_TAB))
            self._lines(Line((Span(shown, "title" if is_head else _STYLES.get(line[:1], ""), solid=True),)))

    def _lines(self, *lines: Line) -> None:
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(paint(lines, self._options).encode(encoding, "backslashreplace").decode(encoding))
