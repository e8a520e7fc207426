"""Documents of Word, PowerPoint and OpenDocument: what a person reads in them is found, however it is cut into runs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from auditor.archives.formats.office import text_of
from auditor.classification.sample_keys import expand, specimen
from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit

A = specimen("a")


def word(*paragraphs: str) -> dict[str, str]:
    body = "".join(f"<w:p>{paragraph}</w:p>" for paragraph in paragraphs)
    return {"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>"}


def runs(*texts: str) -> str:
    return "".join(f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts)


def cell(text: str) -> str:
    return f"<w:tc><w:p>{runs(text)}</w:p></w:tc>"


def slide(*texts: str) -> dict[str, str]:
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)
    return {"ppt/slides/slide1.xml": f"<p:sld>{lines}</p:sld>"}


def open_document(*texts: str) -> dict[str, str]:
    lines = "".join(f'<text:p text:style-name="P1">{text}</text:p>' for text in texts)
    return {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"<office:text>{lines}</office:text>"}


def found(tmp_path: Path, name: str, parts: dict[str, str]) -> list[tuple[str, str | None]]:
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(path, expand(text))
    report = audit(AuditRequest(paths=(tmp_path,), generic=Generic.OFF, jobs=1, use_config=False))
    assert not report.incomplete
    return [(one.rule_id, one.location.member) for one in report.findings if one.rule_id.startswith("BPK1")]


HALVES = (A.secret[:17], A.secret[17:])


@pytest.mark.parametrize(
    ("name", "parts", "member"),
    [
        ("a.docx", word(runs("Backpack API Key: ", A.key), runs("API Secret: ", *HALVES)), "word/document.xml"),
        (
            "a.docx",
            word(
                runs("Backpack"),
                f"<w:tr>{cell('API Key')}{cell(A.key)}</w:tr><w:tr>{cell('API Secret')}{cell(A.secret)}</w:tr>",
            ),
            "word/document.xml",
        ),
        ("a.pptx", slide("Backpack", f"API Key: {A.key}", f"API Secret: {A.secret}"), "ppt/slides/slide1.xml"),
        (
            "a.odt",
            open_document(f"Backpack API Key: {A.key}", f"API Secret: {HALVES[0]}<text:span>{HALVES[1]}</text:span>"),
            "content.xml",
        ),
    ],
    ids=["runs", "a table", "slides", "spans"],
)
def test_a_pair_in_a_document_is_one_finding(tmp_path: Path, name: str, parts: dict[str, str], member: str) -> None:
    assert found(tmp_path, name, parts) == [("BPK101", member)]


@pytest.mark.parametrize(
    "parts",
    [
        word(runs("Backpack API Secret: ", "your secret here")),
        word(runs("Backpack API Key: ", A.key)),
        word(runs("A backpack is a bag. ", "Its secret is the zip.")),
    ],
    ids=["a placeholder", "a key alone", "prose"],
)
def test_a_document_without_a_secret_is_silent(tmp_path: Path, parts: dict[str, str]) -> None:
    assert found(tmp_path, "a.docx", parts) == []


def test_the_text_of_a_part_has_a_line_for_each_paragraph() -> None:
    part = "<w:p><w:r><w:t>a &amp; b</w:t></w:r><w:tab/><w:t>c</w:t></w:p><w:p>d<w:br/>e</w:p><w:p/>"
    assert text_of(part.encode()) == b"a & b\tc\nd\ne\n"


def test_text_that_never_ends_takes_linear_time() -> None:
    assert text_of(b"<w:p" * 200_000)
    assert text_of(b"</w:p>" + b" " * 200_000 + b"<")


def test_a_pdf_is_named_as_not_read_and_its_plain_bytes_are(tmp_path: Path) -> None:
    (tmp_path / "manual.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <</Length 3>> stream\nabc\nendstream\nendobj\n%%EOF\n")
    secret = f"% Backpack API Secret: {A.secret}\n% API Key: {A.key}\n"
    (tmp_path / "plain.pdf").write_bytes(b"%PDF-1.7\n" + secret.encode() + b"%%EOF\n")
    report = audit(AuditRequest(paths=(tmp_path,), generic=Generic.OFF, jobs=1, use_config=False))
    assert not report.incomplete
    assert [(one.path, one.reason) for one in report.skipped] == [
        ("manual.pdf", "a PDF: its compressed text is not read"),
        ("plain.pdf", "a PDF: its compressed text is not read"),
    ]
    assert {one.location.path for one in report.findings if one.rule_id == "BPK101"} == {"plain.pdf"}
