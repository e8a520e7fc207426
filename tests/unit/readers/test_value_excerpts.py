"""The masked lines around values: what is shown, what is cut, and that the scan and a second reading show the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traces import traces_of

from auditor.classification.sample_keys import expand, specimen
from auditor.fix.excerpts import excerpts
from auditor.model.excerpt import Excerpt
from auditor.model.location import Span
from auditor.model.request import AuditRequest
from auditor.pipeline import audit
from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.value_excerpts import excerpts_at
from benchmarks.field import Form, own_cases

ONE, TWO = specimen("line-one"), specimen("line-two")
COLUMN = len("BACKPACK_API_SECRET=") + 1


def at(line: int, column: int, length: int = 44) -> Span:
    return Span(line, column, line, column + length)


def shown(text: str, *spans: Span, name: str = ".env") -> dict[Span, Excerpt]:
    document = Document(expand(text), name)
    return excerpts_at(document, read(document)[0], spans)


def test_the_line_is_shown_and_every_value_of_it_masked() -> None:
    text = "A=1\nBACKPACK_API_SECRET={{ line-one.secret }} # live\nB={{ line-two.secret }}\n"
    assert shown(text, at(2, COLUMN)) == {at(2, COLUMN): Excerpt("BACKPACK_API_SECRET=", " # live")}


def test_only_what_a_reader_finds_there_has_a_line() -> None:
    text = "BACKPACK_API_SECRET={{ line-one.secret }}\n"
    assert shown(text, at(1, COLUMN), at(1, COLUMN + 1), at(2, 1)).keys() == {at(1, COLUMN)}
    assert shown(text, at(1, COLUMN, 12)).keys() == {at(1, COLUMN, 12)}, "detect-secrets finds less of it"


def test_two_values_of_a_line_have_a_line_each() -> None:
    text = "backpack = {{ line-one.key }}:{{ line-two.secret }} # both\n"
    first, second = (span for span in (at(1, 12), at(1, 57)))
    found = shown(text, first, second, name="notes.txt")
    assert {span: excerpt.before for span, excerpt in found.items()} == {
        first: "backpack = ",
        second: "backpack = <value>:",
    }
    assert found[second].after == " # both"


def test_a_value_over_several_lines_ends_with_its_first() -> None:
    text = 'BACKPACK_API_SECRET="{{ line-one.secret | pem }}" # key\nX=1\n'
    document = Document(expand(text), ".env")
    (span,) = {field.span for field in read(document)[0] if field.span.line == 1}
    assert excerpts_at(document, read(document)[0], [span]) == {span: Excerpt('BACKPACK_API_SECRET="', "")}


@pytest.mark.parametrize(("size", "left"), [(30, 10), (4_000, 3_980), (4_001, 3_380), (9_000, 3_380)])
def test_a_line_is_cut_where_it_is_very_long(size: int, left: int) -> None:
    """What is masked is 4 000 characters on each side; of a longer line the outer 600 of them are not shown."""
    text = f"{'!' * (size - 20)}BACKPACK_API_SECRET={{{{ line-one.secret }}}}{'?' * size}"
    span = at(1, size + 1)
    found = shown(text, span, name="notes.txt")[span]
    assert found.before.count("!") == left
    assert found.before.endswith("!BACKPACK_API_SECRET=")
    assert found.after == "?" * (size if size <= 4_000 else 3_400)


def test_prose_in_a_very_long_line_is_shown() -> None:
    words = "ordinary words of a log, "
    found = shown(f"backpack {words * 300}secret: {{{{ line-one.secret }}}} {words * 300}", at(1, 7_518), name="a.log")
    excerpt = found[at(1, 7_518)]
    assert excerpt.before.endswith(f"{words}secret: ")
    assert excerpt.after.startswith(f" {words}")


@given(st.integers(0, 120), st.sampled_from(["secret", "secret | hex", "secret | base58", "secret | integers"]))
@settings(max_examples=60, deadline=None)
def test_no_end_of_a_value_is_left_where_a_line_is_cut(offset: int, form: str) -> None:
    """Whatever the reader made of it: only the value in the middle is given as a field."""
    value = expand("{{ line-two." + form + " }}")
    filler = "! " * ((4_000 - offset - len("SECRET=")) // 2)
    text = f"{value} {filler}SECRET={ONE.secret} {filler}{value}"
    document = Document(text, "notes.txt")
    start = text.index(ONE.secret) + 1
    fields = [field for field in read(document)[0] if field.span.column == start]
    (found,) = excerpts_at(document, fields, [at(1, start)]).values()
    assert not [trace for trace in traces_of(TWO) if trace in (found.before + found.after).encode()]


def test_the_end_of_a_phrase_is_not_left_either() -> None:
    words = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    filler = "! " * 1_970
    text = f"{words} {filler}SECRET={ONE.secret} {filler}{words}"
    document = Document(text, "notes.txt")
    span = at(1, text.index(ONE.secret) + 1)
    fields = [field for field in read(document)[0] if field.span.column == span.column]
    found = excerpts_at(document, fields, [span])[span]
    assert not any(word in found.before + found.after for word in words.split())


def test_many_values_of_one_line_take_no_square_of_their_number() -> None:
    document = Document(" ".join(f"secret={specimen(f'many-{n % 7}').secret}" for n in range(20_000)), "notes.txt")
    fields = read(document)[0]
    assert len(fields) == 20_000
    assert len(excerpts_at(document, fields, [field.span for field in fields[:100]])) == 100


def test_the_scan_gives_what_a_second_reading_gives(tmp_path: Path) -> None:
    """Of every form of the field: the masked line that comes with a finding is the one of the file."""
    for number, case in enumerate(case for case in own_cases() if isinstance(case, Form)):
        file = tmp_path / str(number) / case.path
        file.parent.mkdir(parents=True)
        pair = specimen(f"form-{number}")
        text = case.text.replace("@K1@", ONE.key).replace("@S1@", ONE.secret).replace("@K2@", TWO.key)
        text = text.replace("@S2@", TWO.secret).replace("@K@", pair.key).replace("@S@", pair.secret)
        file.write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "client.py").write_text('HOST = "https://api.backpack.exchange"\n')
    report = audit(AuditRequest(paths=(tmp_path,), use_config=False, jobs=1, excerpts=True))
    assert len(report.excerpts) > 50
    assert {place: excerpts(tmp_path, [place]).get(place) for place in report.excerpts} == report.excerpts


def test_nothing_is_said_of_lines_that_nobody_asked_for(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(expand("BACKPACK_API_SECRET={{ line-one.secret }}\n"))
    report = audit(AuditRequest(paths=(tmp_path,), use_config=False, jobs=1))
    assert report.findings
    assert report.excerpts == {}
