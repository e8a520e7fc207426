"""Every command with every parameter, as the application itself has them, and a secret wherever a value can be.

Two secrets are planted. One is in names: of files and folders that a command line names, of branches, tags, authors,
messages and remotes. The other one is in what files hold. Both are sought in all encodings and in pieces of twelve
characters in what a run prints and writes; what children are given is searched for the second, because git is
given names.
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from canary_runs import Traced, Tracer
from command_lines import Parameter, commands, parameters
from fleets import Fleet
from reader_names import names
from repositories import Repository
from traces import Traces

import auditor
from auditor.classification.sample_keys import expand
from auditor.cli.program_name import COMPLETE
from auditor.model.batch_result import GenericOptions
from auditor.model.request import Generic
from auditor.scanner.worker import ScanWorker
from auditor.scanner.worker_process import pack, receive, serve
from auditor.sources.memory import MemorySource
from auditor.vocabulary.vocabulary import builtin

NAME, CONTENT, TYPED = "walk-name", "walk-content", "walk-typed"
FORMS = (
    *("secret", "secret | hex", "secret | hex | upper", "secret | base64url", "secret | base64url | unpadded"),
    *("secret | base58", "wallet | base58", "secret | integers", "secret | double", "secret | pem", "expanded"),
    *("secret | base32", "secret | escaped", "secret | noncanonical", "phrase", "wallet | integers"),
)
FILE = expand(f"{{{{ {NAME}.secret | base64url | unpadded }}}}")
FOLDER = expand(f"{{{{ {NAME}.secret | hex }}}}")
ENV = f"BACKPACK_API_KEY={{{{ {CONTENT}.key }}}}\nBACKPACK_API_SECRET={{{{ {CONTENT}.secret }}}}\n"
TEXT = f"{ENV}{{{{ {CONTENT}.secret | integers }}}}\n{{{{ {CONTENT}.secret | hex }}}}: [\n{{{{ {CONTENT}.phrase }}}}\n"
OWN = ("PATH", "HOME", "TMPDIR", "BACKPACK_AUDIT_CACHE_DIR")
"""Variables without which nothing runs, or that name a folder."""


@pytest.fixture(scope="module")
def tracer(tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    return Tracer(tmp_path_factory.mktemp("walk"))


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small repository with both secrets."""
    folder = tmp_path_factory.mktemp("walk") / "tree"
    for name, text in {
        FILE: TEXT,
        f"{FOLDER}/.env": ENV,
        f"{FOLDER}/pack.yaml": TEXT,
        "bot.py": f'secret = "{ENV}"',
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(expand(text), encoding="utf-8")
    (folder / ".backpack-audit.yaml").write_text('generic: "off"\n', encoding="utf-8")
    identity = ["-c", f"user.name={FILE}", "-c", "user.email=a@b"]
    for arguments in (
        ["init", "--quiet", "--template=", f"--initial-branch=feature/{FILE}"],
        ["remote", "add", "origin", f"https://user:{FILE}@example.com/a.git"],
        ["add", "--all"],
        [*identity, "commit", "--quiet", "--message", f"set {FILE}"],
        ["tag", FOLDER],
    ):
        git(folder, *arguments)
    (folder / "staged.env").write_text(expand(ENV), encoding="utf-8")
    git(folder, "add", "staged.env")
    return folder


def git(folder: Path, *arguments: str) -> None:
    Repository(folder).git(*arguments)


TRACES = Traces([NAME, CONTENT, TYPED])


def leaks(run: Traced) -> list[str]:
    """Where one of the secrets is in what a run let out."""
    found = []
    for where, data in run.parts.items():
        labels = [label for label in TRACES.found_in(data) if (where, label) != ("children", NAME)]
        if labels:
            found.append(f"{where}: {', '.join(labels)}")
    return found


def walked(tracer: Tracer, tree: Path, lines: Sequence[Sequence[str]]) -> list[str]:
    """What is wrong with some command lines, each as a sentence without a value."""
    found = []
    for line in lines:
        run = tracer.run(line, tree)
        shown = " ".join(line).replace(FILE, "FILE").replace(FOLDER, "FOLDER")
        found += [f"{shown}: {leak}" for leak in leaks(run)]
        if run.code not in range(4):
            found.append(f"{shown}: exit code {run.code}")
    return found


def of_command(command: tuple[str, ...]) -> list[Parameter]:
    return [one for one in parameters() if one.command == command]


COMMANDS = sorted(set(commands()))
NAMES = sorted({one.name for one in parameters()})
LARGEST = sorted(COMMANDS, key=lambda command: -len(of_command(command)))[:3]


def named_in_one_command() -> list[Parameter]:
    """Each parameter once, in one of the commands that have it, so that in the end every command has its turn."""
    found = []
    for number, name in enumerate(NAMES):
        own = [one for one in parameters() if one.name == name]
        found.append(own[number % len(own)])
    return found


def lines_of(every: Sequence[Parameter]) -> list[list[str]]:
    """Command lines with a value that the guard lets through, because a file or a folder is called so."""
    lines = []
    for number, one in enumerate(every):
        if one.is_flag:
            lines.append(one.line())
        elif number % 2 and one.name:
            lines.append([*one.line()[:-2], f"{one.name}={FOLDER}"])
        else:
            lines.append(one.line(FILE))
    return lines


def test_no_value_of_a_parameter_is_repeated(tracer: Tracer, tree: Path) -> None:
    assert walked(tracer, tree, lines_of(named_in_one_command())) == []


def test_no_usage_error_repeats_a_value(tracer: Tracer, tree: Path) -> None:
    forms = (["--no-such", FILE], [f"--no-such={FOLDER}"], [FILE, FOLDER, "--no-such"])
    lines = [[*command, *forms[number % len(forms)]] for number, command in enumerate(COMMANDS)]
    assert walked(tracer, tree, lines) == []


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words) or "backpack-audit")
def test_no_value_of_any_parameter_of_any_command_is_repeated(
    tracer: Tracer, tree: Path, command: tuple[str, ...]
) -> None:
    lines = [[*command, FILE, FOLDER], *lines_of(of_command(command)), *lines_of(of_command(command)[::-1])]
    assert walked(tracer, tree, lines) == []


@pytest.mark.slow
def test_no_choice_lets_a_secret_out(tracer: Tracer, tree: Path) -> None:
    """Every value of every option that has a list of them, once for all commands that have the option."""
    lines = {(one.name, choice): one.line(choice) for one in parameters() for choice in one.choices}
    assert walked(tracer, tree, list(lines.values())) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_typed_secret_is_refused_in_every_encoding(tracer: Tracer, tree: Path, form: str) -> None:
    typed = expand(f"{{{{ {TYPED}.{form} }}}}")
    for line in ([typed], ["scan", "--", *typed.split()]):
        run = tracer.run(line, tree)
        assert run.code == 2, (form, len(line))
        assert leaks(run) == []


def test_the_guard_is_before_every_parameter(tracer: Tracer, tree: Path) -> None:
    typed = expand(f"{{{{ {TYPED}.secret }}}}")
    for line in {one.name: one.line(typed) for one in parameters() if not one.is_flag}.values():
        run = tracer.run(line, tree)
        assert (run.code, leaks(run)) == (2, []), line[:-1]


def variables() -> Iterator[str]:
    """What could be the name of an environment variable, in all of the program's code."""
    for path in Path(auditor.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                name = node.value
                if name.isascii() and name.isidentifier() and name.isupper() and len(name) > 1 and name not in OWN:
                    yield name


@pytest.mark.parametrize(
    "command",
    [*LARGEST, *(pytest.param(one, marks=pytest.mark.slow) for one in COMMANDS if one not in LARGEST)],
    ids=lambda words: " ".join(words) or "backpack-audit",
)
def test_no_variable_of_the_environment_is_shown(tracer: Tracer, tree: Path, command: tuple[str, ...]) -> None:
    names = {*variables(), "LANGUAGE", "LC_ALL", "COLUMNS", "TERM"} - {COMPLETE}
    assert len(names) > 50
    run = tracer.run([*command, "."], tree, variables=dict.fromkeys(sorted(names), f"https://u:{FILE}@example.com"))
    assert [leak for leak in leaks(run) if not leak.startswith("children")] == []


def test_the_variable_of_completion_is_not_shown(tracer: Tracer, tree: Path) -> None:
    for value in (FILE, f"complete_{FILE}", "complete_bash", "complete_zsh"):
        asked = {COMPLETE: value, "COMP_WORDS": f"backpack-audit scan {FILE} {FOLDER}", "COMP_CWORD": "2"}
        run = tracer.run([], tree, variables={**asked, "_TYPER_COMPLETE_ARGS": f"backpack-audit scan {FILE}"})
        assert leaks(run) == []


def test_what_workers_send_holds_no_secret(tmp_path: Path) -> None:
    """For a file of every format and language: what a worker answers and how it goes over the pipe."""
    key = os.urandom(32)
    lines = f"{ENV}api.backpack.exchange 'secret': '{{{{ {CONTENT}.secret }}}}', {{{{ {CONTENT}.secret | hex }}}}\n"
    files = {name: expand(lines).encode() for name in names()}
    examiner = ScanWorker(builtin(), MemorySource(files).blob_reader(), key, GenericOptions(Generic.ALL))
    answers = BytesIO()
    asked = BytesIO(pack([(name, name, 1) for name in files]))
    usual = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    serve(examiner.examine, asked, answers)
    for number, answer in usual.items():  # a worker leaves Ctrl-C to the process that started it
        signal.signal(number, answer)
    batch = receive(BytesIO(answers.getvalue()))
    assert len(batch.examined) == len(files)
    assert TRACES.found_in(answers.getvalue() + repr(batch).encode()) == []
    fleet = Fleet(tmp_path, (str(tmp_path / "files"),))
    for name, data in files.items():
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    fleet.scan()
    kept = [path.read_bytes() for path in fleet.records.rglob("*") if path.is_file()]
    assert any(len(data) > 1000 for data in kept)
    assert TRACES.found_in(b"".join(kept)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no core files")
def test_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    """A library that crashes while a secret is in memory; files of cores are written where the system is told to."""
    import resource

    (tmp_path / "a.env").write_text(expand(ENV), encoding="utf-8")
    code = (
        "import os; from auditor.classification.classify import Classifier as C; C.classify_in = lambda *_: os.abort();"
    )
    command = [sys.executable, "-c", f"{code} from auditor.cli.main import main; main()", "scan", ".", "--jobs", "1"]

    def allow_cores() -> None:
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    environment = {**os.environ, "BACKPACK_AUDIT_CACHE_DIR": str(tmp_path / "cache")}
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, check=False, preexec_fn=allow_cores
    )
    assert ended.returncode == -signal.SIGABRT
    left = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "a.env"}
    assert [name for name in left if "core" in name] == []
    assert TRACES.found_in(b"".join(left.values()) + ended.stdout + ended.stderr) == []


def test_the_walk_finds_what_it_should() -> None:
    """Without this, a walk over nothing would pass as a kept promise."""
    names = {one.name for one in parameters()}
    assert {"", "--config", "--range", "--format", "--version"} <= names
    assert len(parameters()) > 250
    assert ("fleet", "scan") in commands()
    typed = expand(f"{{{{ {TYPED}.secret | hex }}}}")
    for where in ("standard output", "home", "children", "new files"):
        assert leaks(Traced(0, {where: typed[3:15].encode()})) == [f"{where}: {TYPED}"]
