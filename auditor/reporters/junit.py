"""JUnit XML for CI servers: a finding is a failed test, what could not be scanned an error, a suppressed one skipped."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from auditor.model.finding import Finding, Severity, Status
from auditor.model.report import Report, Skipped
from auditor.reporters._shared.counts import found, scanned_amount, scanned_nothing, skips, suppressed, verdict
from auditor.reporters._shared.in_force_words import in_force_sentence
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import file_of, suppression_words, where, where_and_when
from auditor.reporters._shared.revocations import key_advice
from auditor.reporters._shared.sanitize import neutral, paragraphs, sentence

NAME = "junit"
DESCRIPTION = "JUnit XML (informational findings pass, with what they say as output)"


def render(report: Report, options: RenderOptions) -> str:
    """Returns one suite; there is always a test that says how much was scanned, and it fails where that is nothing."""
    suite = ET.Element("testsuite", name="backpack-audit")
    for finding in report.findings:
        suite.append(_finding(finding))
    suite.extend(_skip(skip) for skip in skips(report, incomplete=True))
    suite.append(_scope(report))
    counts = {kind: str(len(suite.findall(f"testcase/{kind}"))) for kind in ("failure", "error", "skipped")}
    totals = {
        "tests": str(len(suite)),
        "failures": counts["failure"],
        "errors": counts["error"],
        "skipped": counts["skipped"],
        "time": f"{report.scan.seconds:.3f}",
    }
    suite.attrib.update(totals)
    suites = ET.Element("testsuites", name="backpack-audit", attrib=totals)
    suites.append(suite)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _finding(finding: Finding) -> ET.Element:
    test = ET.Element(
        "testcase",
        name=f"{finding.rule_id} {finding.rule} at {where(finding.location)}",
        classname=file_of(finding.location),
        file=neutral(finding.location.path),
        line=str(finding.location.span.line),
    )
    if finding.status is not Status.ACTIVE:
        ET.SubElement(test, "skipped", message=suppression_words(finding))
    elif finding.severity is Severity.INFO:
        ET.SubElement(test, "system-out").text = _body(finding)
    else:
        failure = ET.SubElement(test, "failure", type=finding.severity, message=sentence(finding.message))
        failure.text = _body(finding)
    return test


def _body(finding: Finding) -> str:
    lines = [
        f"{finding.severity} ({finding.confidence}), {where_and_when(finding.location)}",
        sentence(finding.message),
    ]
    if advice := key_advice(finding):
        lines.append(advice)
    return "\n".join([*lines, *paragraphs(finding.remediation)])


def _skip(skip: Skipped) -> ET.Element:
    test = ET.Element("testcase", name=f"could be scanned: {neutral(skip.path)}", classname=neutral(skip.path))
    ET.SubElement(test, "error", type="skipped", message=sentence(skip.reason))
    return test


def _scope(report: Report) -> ET.Element:
    test = ET.Element("testcase", name="something was scanned", classname="backpack-audit")
    if scanned_nothing(report):
        ET.SubElement(test, "error", type="nothing", message=verdict(report))
    said = in_force_sentence(report)
    ET.SubElement(
        test, "system-out"
    ).text = f"{found(report)}. {scanned_amount(report)}; {suppressed(report)}.{f' {said}.' if said else ''}"
    return test
