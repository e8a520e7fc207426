"""What README and docs say is so: commands and examples run, lists are whole, outputs are real, limits are where they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import Command
from repositories import Repository

from auditor import AuditRequest, Exposure, Generic, audit
from auditor.classification.sample_keys import expand, specimen
from auditor.cli.application import COMMANDS
from auditor.configuration.parse_configuration import KEYS
from auditor.model.exit_code import Exit
from auditor.reporters._shared.reporter_registry import formats
from auditor.sources.memory import MemorySource

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")])
MOVED = ("commands", "ci", "configuration", "reports", "python", "custom-rules", "architecture")
MANUAL = "\n".join([README, *((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in MOVED)])
"""The README and the pages that say more of the same."""
OURS = "backpack-audit"
GROUPS = ("policy", "baseline", "rules", "fleet")
"""Commands with commands of their own."""


def fences(language: str) -> list[str]:
    """The code blocks of the manual in a language, each once."""
    return list(dict.fromkeys(re.findall(rf"^```{language}\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)))


def rows(heading: str) -> list[str]:
    """The first cells of the manual's table with this heading."""
    table = MANUAL[MANUAL.index(f"| {heading} |") :].split("\n\n")[0]
    return [row.split("|")[1].strip() for row in table.splitlines()[2:]]


def options_of(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))


def calls(text: str) -> list[list[str]]:
    """Every call of the command in code blocks and code spans, as its words."""
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in re.sub(r"\\\n", " ", block).splitlines()]
    lines += re.findall(rf"`({OURS} [^`]+)`", text)
    commands = (line.removeprefix("$ ").split(" #")[0].strip() for line in lines)
    return [shlex.split(command)[1:] for command in dict.fromkeys(commands) if command.startswith(f"{OURS} ")]


@pytest.fixture(scope="module")
def command(shared_cache: Path) -> Command:
    return Command(shared_cache)


@pytest.fixture(scope="module")
def helps(command: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The options that `--help` shows, by command."""
    folder = tmp_path_factory.mktemp("empty")
    names = [*COMMANDS, "policy init", *(f"baseline {name}" for name in ("create", "update", "show"))]
    names += [f"rules {name}" for name in ("list", "explain", "test")]
    names += [f"fleet {name}" for name in ("init", "plan", "scan", "report")]
    return {name: options_of(command(folder, *name.split(), "--help").out) for name in names}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which every example of the manual has something to do."""
    repository = Repository(tmp_path_factory.mktemp("workplace"))
    repository.git("init", "--quiet")
    repository.write("bots/leak.env", expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"))
    repository.write("notes.txt", "nothing\n")
    repository.write(".env", expand("BACKPACK_API_KEY={{ b.key }}\n"))
    repository.write("backpack-keys.yaml", "version: 1\nkeys: []\n")
    for block in fences("yaml"):
        if named := re.match(r"# (desk/\S+\.yaml)\n", block):
            repository.write(named[1], block)
    for path in (ROOT / "docs" / "house-rules").rglob("*.yaml"):
        repository.write(path.relative_to(ROOT).as_posix(), path.read_bytes())
    repository.git("add", "--all")
    repository.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "bots")
    return repository.path


@pytest.fixture
def workplace(original: Path, tmp_path: Path) -> Path:
    """A copy of that repository, for examples that write."""
    return Path(shutil.copytree(original, tmp_path / "workplace"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.split("#")[0] for link in links if not link.startswith(("http://", "https://", "#"))]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_that_a_page_names_exist(page: Path, helps: dict[str, set[str]]) -> None:
    for words in calls(page.read_text(encoding="utf-8")):
        if words[0].startswith("-"):
            assert words[0] == "--version"
            continue
        named = " ".join(words[:2]) if words[0] in GROUPS and " ".join(words[:2]) in helps else words[0]
        assert named in helps, words
        assert options_of(" ".join(words)) <= helps[named], words


def test_the_tables_of_options_are_those_of_the_help(helps: dict[str, set[str]]) -> None:
    common, own = options_of(" ".join(rows("option"))), options_of(" ".join(rows("`scan`")))
    beside = options_of(MANUAL[MANUAL.index("| `scan` | reads |") : MANUAL.index("Archives, compressed files")])
    shown = helps["scan"] - {"--help", "--install-completion", "--show-completion"}
    assert common | own | beside == shown
    assert common <= helps["check"] & helps["policy"] & helps["hook"]


def test_the_table_of_exit_codes_is_whole() -> None:
    assert [int(code) for code in rows("exit code")] == [code.value for code in Exit]


def test_the_formats_are_whole() -> None:
    row = next(line for line in MANUAL.splitlines() if line.startswith("| `--format`"))
    assert set(re.findall(r"`(\w+)`", row.split("|")[2].split(";")[0])) == set(formats())


ONLINE = [words for words in calls(MANUAL) if words[0] == "probe"]


@pytest.mark.parametrize("words", ONLINE, ids=" ".join)
def test_what_goes_online_asks_first(command: Command, workplace: Path, words: list[str]) -> None:
    told = command(workplace, *words)
    assert (told.code, told.out) == (2, "")
    assert "asks before it goes online" in told.err


@pytest.mark.parametrize("words", [words for words in calls(MANUAL) if words not in ONLINE], ids=" ".join)
def test_a_command_of_the_readme_does_what_it_is_there_for(command: Command, workplace: Path, words: list[str]) -> None:
    if words == ["policy", "init"]:
        (workplace / "backpack-keys.yaml").unlink()
    if words[0] == "baseline" and words[1] != "create":
        command(workplace, "baseline", "create")
    if words[0] == "fleet" and words[1] != "init":
        command(workplace, "fleet", "init")
        if words[1] == "report":
            command(workplace, "fleet", "scan", ".")
    told = command(workplace, *words)
    assert told.code in {0, 1}, told.err
    assert told.out


def test_the_pack_of_the_readme_holds(command: Command, workplace: Path) -> None:
    assert command(workplace, "rules", "test", "desk").out == "2 examples of 1 rule: all of them hold\n"


def test_the_configuration_of_the_readme_is_one_and_has_every_key(command: Command, workplace: Path) -> None:
    block = next(block for block in fences("yaml") if block.startswith("paths:"))
    assert set(yaml.safe_load(block)) == set(KEYS)
    text = block.replace("[audit/rules]", "[desk]").replace("audit/accepted.json", "accepted.json")
    (workplace / "other.yaml").write_text(text, encoding="utf-8")
    (workplace / "deploy").mkdir()
    assert command(workplace, "baseline", "create", "--baseline", "accepted.json").code == 0
    told = command(workplace, "scan", "--config", "other.yaml")
    assert told.code in {0, 1}, told.err


def test_the_python_of_the_readme_runs(workplace: Path) -> None:
    first, second = (block for block in fences("python") if "import" in block)
    key = specimen("a").key
    assert output_of(first, workplace) == [f"leak.env 2 BPK101 {key}", "1"]
    heading, *_, report = output_of(second, workplace)
    assert heading.startswith("#")
    assert report.startswith("<Report: ")


def output_of(code: str, folder: Path) -> list[str]:
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return result.stdout.splitlines()


def test_the_inline_comment_of_the_readme_is_understood(command: Command, tmp_path: Path) -> None:
    (block,) = (block for block in fences("python") if "ignore" in block)
    (tmp_path / "bot.py").write_text(block.replace("…", specimen("a").secret), encoding="utf-8")
    (finding,) = (one for one in command.scan(tmp_path).report["findings"] if one["rule_id"] == "BPK102")
    assert finding["status"] == "ignored"


def test_the_finding_of_the_readme_has_the_fields_of_a_real_one(command: Command, workplace: Path) -> None:
    shown: dict[str, Any] = json.loads(fences("json")[0])
    real = next(one for one in command.scan(workplace).report["findings"] if one["rule_id"] == shown["rule_id"])
    assert list(shown) == list(real)
    assert list(shown["location"]) == list(real["location"])
    assert shown["location"] | {"path": ""} == real["location"] | {"path": ""}
    assert shown["related"][0]["location"] | {"path": ""} == real["related"][0]["location"] | {"path": ""}


def test_the_output_of_make_audit_is_real(command: Command) -> None:
    audited = command_output("-m", "auditor.cli.demo", cache=command.cache)
    (shown,) = (block for block in fences("console") if block.startswith("$ make audit"))
    lines = [line for line in shown.splitlines()[1:] if line.strip() not in {"", "…"}]
    wrapped = re.sub(r"\s+", " ", neutral(audited))
    for line in lines:
        assert re.sub(r"\s+", " ", neutral(line)).strip() in wrapped


def command_output(*arguments: str, cache: Path) -> str:
    result = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "BACKPACK_AUDIT_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout


def neutral(text: str) -> str:
    """Without what differs between runs: keys, numbers of findings, sizes and times."""
    text = re.sub(r"[A-Za-z0-9+/]{43}=", "<API key>", text)
    text = re.sub(r"API key [A-Za-z0-9+/]{8}…", "API key <beginning>…", text)
    return re.sub(r"(?<![\w:.])\d+(?:\.\d+)?(?= (?:findings|critical|high|medium|low|kB|s[;.]))", "N", text)


def test_the_hooks_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (block,) = (block for block in fences("yaml") if "repos:" in block)
    assert [hook["id"] for hook in yaml.safe_load(block)["repos"][0]["hooks"]] == [hook["id"] for hook in manifest]


def test_the_inputs_of_the_action_exist() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (block,) = (block for block in fences("yaml") if "uses:" in block)
    (ours,) = (step for step in yaml.safe_load(block)["steps"] if OURS in step["uses"])
    assert set(ours["with"]) <= set(action["inputs"])


def test_the_folders_of_the_table_exist() -> None:
    names = [name for cell in rows("folder of `auditor/`") for name in re.findall(r"`([^`]+)`", cell)]
    assert [name for name in names if not ((ROOT / "auditor" / name).exists() or (ROOT / name).exists())] == []


def test_a_pasted_secret_names_its_key_as_the_page_about_leaks_says(command: Command, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "leaked.md").read_text(encoding="utf-8")
    assert "run `backpack-audit scan -`, type `BACKPACK_API_SECRET=`, paste the value" in page
    told = command(tmp_path, "scan", "-", stdin=expand("BACKPACK_API_SECRET={{ a.secret }}\n").encode())
    assert told.code == 1
    assert specimen("a").key in told.out


HASHES = "".join(f"{{{{ hash-{number}.key | hex }}}}\n" for number in range(65))
FOUND = {
    "a compiled pair": "\0{{ a.key }}\0\0{{ a.secret }}\0",
    "a pair without names": "{{ a.key }}\n{{ a.secret }}\n",
    "a pair without names in base64url": "{{ a.key | base64url }}\n{{ a.secret | base64url }}\n",
    "a pair without names in hex": "{{ a.key | hex }}\n{{ a.secret | hex }}\n",
    "an unpadded pair with names": "backpack:\n  api_key: {{ a.key | unpadded }}\n  secret: {{ a.secret | unpadded }}\n",
    "a base58 pair with names": "backpack:\n  api_key: {{ a.key | base58 }}\n  secret: {{ a.secret | base58 }}\n",
    "a named phrase": "MNEMONIC='{{ a.phrase }}'\n",
    "a phrase": "{{ a.phrase }}\n",
    "a named EVM key": "WALLET_PRIVATE_KEY=0x{{ a.secret | hex }}\n",
    "a keypair in base58": "{{ a.wallet | base58 }}\n",
    "a keypair as integers": "{{ a.wallet | integers }}\n",
}
MISSED = {
    "a lone secret": "{{ a.secret }}\n",
    "a compiled lone secret": "\0{{ a.secret }}\0\0BACKPACK_API_SECRET\0",
    "a pair in a list of hashes": HASHES + "{{ a.key | hex }}\n{{ a.secret | hex }}\n",
    "an unpadded pair": "{{ a.key | unpadded }}\n{{ a.secret | unpadded }}\n",
    "a base58 pair": "{{ a.key | base58 }}\n{{ a.secret | base58 }}\n",
    "a part": "connecting to api.backpack.exchange with secret={{ a.secret | first }}\n",
    "a secret that is a point, in a key's field": "BACKPACK_API_KEY={{ a-point.secret }}\n",
}


def leaks(text: str) -> set[str]:
    request = AuditRequest(generic=Generic.OFF, select=("BPK1", "BPK2", "BPK7"), use_config=False, jobs=1)
    source = MemorySource(
        {"file.yaml" if text.startswith("backpack:") else "file": expand(text).encode()}, Exposure.TRACKED
    )
    return {finding.rule_id for finding in audit(request, source=source).active}


@pytest.mark.parametrize("what", FOUND)
def test_what_the_limits_say_is_found(what: str) -> None:
    assert leaks(FOUND[what]) & {"BPK101", "BPK105", "BPK701", "BPK702", "BPK703"}


@pytest.mark.parametrize("what", MISSED)
def test_what_the_limits_say_is_missed(what: str) -> None:
    assert leaks(MISSED[what]) == set()


def test_the_comparison_is_whole_and_names_our_formats_and_options() -> None:
    text = (ROOT / "docs" / "comparison.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {7}
    ours = {row[0]: row[1] for row in rows}
    written = {
        "json": "JSON",
        "jsonl": "JSON lines",
        "markdown": "Markdown",
        "codequality": "Code Quality",
        "junit": "JUnit",
    }
    for name in formats():
        assert re.search(written.get(name, name), ours["formats"], re.IGNORECASE), name
    assert ours["exit code for an audit that is incomplete"] == str(int(Exit.INCOMPLETE))
    assert all(ours.values())
