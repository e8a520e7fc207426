"""The report for people: findings by place with the proof and the key to revoke, then how much was scanned."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.finding import Finding
from auditor.model.report import Report
from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.report_wording import severity_words, suppression_words, where_and_when
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.reporters._text.summary import BLANK, ending_lines
from auditor.reporters._text.wrapping import Line, paint

NAME = "text"
DESCRIPTION = "for people, on a terminal or in a log"
LANGUAGES = True


def render(report: Report, options: RenderOptions) -> str:
    """Returns what was found, the worst place first; with `Verbosity.QUIET` one line for each finding and nothing else."""
    shown = report.findings if options.show_suppressed else report.active
    if options.verbosity is Verbosity.QUIET:
        ordered = sorted(shown, key=lambda finding: -finding.severity.rank)
        return "".join(f"{_one_line(finding)}\n" for finding in ordered)
    told = paint(_lines(report, shown, options), options)
    if not report.checks:
        return told.lstrip("\n")
    from auditor.reporters._text.check_table_layout import check_text  # only what `check` says

    return check_text(report.checks, options) + told


def _one_line(finding: Finding) -> str:
    """Returns a finding as compilers print it: `path:line:column: severity: message [rule]`."""
    suppression = suppression_words(finding)
    return (
        f"{where_and_when(finding.location)}: {severity_words(finding.severity)}: {sentence(finding.message)} "
        f"[{finding.rule_id} {neutral(finding.rule)}]{f' ({suppression})' if suppression else ''}"
    )


def _lines(report: Report, shown: tuple[Finding, ...], options: RenderOptions) -> Iterator[Line]:
    if shown:
        from auditor.reporters._text.finding_blocks import block_lines, blocks, worst_first  # most runs find nothing
        from auditor.reporters._text.overview import MANY, SHOWN_IN_FULL, rest, totals

        found = worst_first(blocks(shown))
        is_long = len(shown) > MANY and options.verbosity is not Verbosity.VERBOSE
        in_full = SHOWN_IN_FULL if is_long else len(found)
        for block in found[:in_full]:
            yield BLANK
            yield from block_lines(block, options)
        yield from rest(found[in_full:], options)
        yield from totals(shown)
    if report.policy is not None:
        from auditor.reporters._text.check_table_layout import policy_lines  # only what `policy` says

        yield from policy_lines(report.policy)
    if report.probe is not None:
        from auditor.reporters._text.check_table_layout import probe_lines  # only what `probe` says

        yield from probe_lines(report.probe)
    if report.fleet is not None:
        from auditor.reporters._text.check_table_layout import fleet_lines  # only what `fleet report` says

        yield from fleet_lines(report.fleet, verbose=options.verbosity is Verbosity.VERBOSE)
    yield from ending_lines(report, options)
