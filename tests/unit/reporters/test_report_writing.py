from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from report_examples import CLEAN, EVERYTHING, HOSTILE

from auditor.errors import OutputError, UsageError
from auditor.reporters._output.terminal import for_stream
from auditor.reporters._output.write_report import parse_targets, write
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.reporter_registry import render


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_targets_are_formats_with_or_without_a_file() -> None:
    assert parse_targets(["text", "sarif=out/a=b.sarif"]) == (("text", None), ("sarif", Path("out/a=b.sarif")))
    assert parse_targets(["json=-"]) == (("json", None),)


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (["xml"], "no format 'xml'; the formats are codequality, csv, "),
        (["json="], "--format json=: a file name is missing"),
        (["text", "json=-"], "only one format can go to standard output, not text and json: .* --format json=FILE"),
        (["json=a", "sarif=a"], "two formats cannot go to one file: a"),
    ],
)
def test_targets_that_contradict_are_refused(texts: list[str], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        parse_targets(texts)


def test_writing_checks_its_targets_too() -> None:
    with pytest.raises(UsageError, match="only one format"):
        write([("text", None), ("json", None)], CLEAN, RenderOptions(), stdout=io.StringIO())


def test_several_formats_in_one_run(tmp_path: Path) -> None:
    stdout = io.StringIO()
    options = RenderOptions(color=True, width=40, unicode=False)
    targets = parse_targets(["text", f"sarif={tmp_path}/new/out.sarif", f"text={tmp_path}/out.txt"])
    write(targets, EVERYTHING, options, stdout=stdout)
    assert stdout.getvalue() == render("text", EVERYTHING, options)
    assert (tmp_path / "new/out.sarif").read_text("utf-8") == render("sarif", EVERYTHING, RenderOptions())
    assert (tmp_path / "out.txt").read_text("utf-8") == render("text", EVERYTHING, RenderOptions())


def test_files_are_written_even_where_one_or_standard_output_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    targets = parse_targets([f"json={tmp_path}/file/below", f"csv={tmp_path}/out.csv", "text"])
    stdout = io.StringIO()
    with pytest.raises(OutputError, match=r"cannot write .*file/below: .+"):
        write(targets, CLEAN, RenderOptions(), stdout=stdout)
    assert (tmp_path / "out.csv").read_text("utf-8").startswith("rule_id")
    assert "No findings" in stdout.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_failing_write_leaves_the_old_report_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("old")
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from auditor.errors import OutputError; from auditor.model.report import Report\n"
        "from auditor.reporters._shared.render_options import RenderOptions; from auditor.reporters._output.write_report import write\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: write([('json', Path(sys.argv[1]))], Report(version='1', rules_digest=''), RenderOptions())\n"
        "except OutputError as error: print(error)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "out.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"cannot write {tmp_path}/out.json: File too large\n"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.json", "old")]


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot write .*: Is a directory"):
        write([("json", tmp_path)], CLEAN, RenderOptions())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_standard_output_on_a_full_device_is_an_error() -> None:
    program = (
        "from auditor.errors import OutputError; from auditor.model.report import Report\n"
        "from auditor.reporters._shared.render_options import RenderOptions; from auditor.reporters._output.write_report import write\n"
        "import os, sys\n"
        "try: write([('json', None)], Report(version='1', rules_digest=''), RenderOptions())\n"
        "except OutputError as error: sys.stderr.write(str(error)); sys.stderr.flush(); os._exit(2)"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-c", program], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (2, b"cannot write to standard output: No space left on device")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_named_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    program = "import sys; sys.stdout.write(open(sys.argv[1]).read())"
    with subprocess.Popen([sys.executable, "-c", program, str(pipe)], stdout=subprocess.PIPE) as reader:
        write([("csv", pipe)], CLEAN, RenderOptions())
        assert reader.communicate(timeout=30)[0].startswith(b"rule_id")
    assert pipe.is_fifo()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16", "utf-8"])
def test_any_encoding_of_standard_output_takes_the_report(encoding: str) -> None:
    data = io.BytesIO()
    stdout = io.TextIOWrapper(data, encoding=encoding, newline="\n")
    options = for_stream(RenderOptions(), stdout, {})
    write([("text", None)], HOSTILE, options, stdout=stdout)
    text = data.getvalue().decode(encoding)
    assert text == render("text", HOSTILE, options)
    assert options.unicode is encoding.startswith("utf")


def test_what_an_encoding_lacks_is_written_as_an_escape() -> None:
    data = io.BytesIO()
    stdout = io.TextIOWrapper(data, encoding="latin-1", newline="\n")
    write([("markdown", None)], EVERYTHING, RenderOptions(), stdout=stdout)
    assert rb"\U0001f534 critical" in data.getvalue()


def test_a_reader_that_goes_away_is_no_error() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from report_examples import EVERYTHING\n"
        "from auditor.reporters._shared.render_options import RenderOptions\n"
        "from auditor.reporters._output.write_report import write\n"
        "sys.stdin.read()\n"
        "write([('sarif', None)], EVERYTHING, RenderOptions())\n"
        "sys.exit(7)"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipe) as process:  # type: ignore[call-overload]
        process.stdout.close()
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 7


@pytest.mark.parametrize(
    ("environment", "terminal", "color"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(environment: dict[str, str], terminal: bool, color: bool) -> None:
    stream = _Terminal() if terminal else io.StringIO()
    assert for_stream(RenderOptions(), stream, environment).color is color


@pytest.mark.parametrize(("columns", "width"), [("72", 72), ("3", 20), ("0", 100), ("wide", 100), ("", 100)])
def test_the_width_is_that_of_the_environment_or_a_hundred(columns: str, width: int) -> None:
    assert for_stream(RenderOptions(), io.StringIO(), {"COLUMNS": columns}).width == width


def test_the_width_is_that_of_the_terminal() -> None:
    termios = pytest.importorskip("termios")
    controller, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (24, 132))
    with open(terminal, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a descriptor, no path
        options = for_stream(RenderOptions(), stream, {"TERM": "xterm"})
    os.close(controller)
    assert (options.width, options.color, options.unicode) == (132, True, True)
