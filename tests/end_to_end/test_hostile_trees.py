"""Trees whose own configuration, packs and names try to hang a run, to show other files, or to speak to a terminal."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from command_server import run_text

from auditor.classification.sample_keys import expand, specimen

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes")
LEAK = "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n"
RULE = """\
code: DESK001
slug: own-rule
title: t
subject: value
severity: high
confidence: proven
group: leak
when: '%s'
message: "{field}"
remediation: r
what: w
why: w
example: e
use_instead: u
references: ['https://example.org']
examples:
  flag:
  - {title: t, files: {a.env: "BACKPACK_API_SECRET={{ b.secret }}"}}
  pass:
  - {title: t, files: {a.env: "x"}}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a leak and a configuration that names a pack of its own."""
    folder = tmp_path / "tree"
    (folder / "pack").mkdir(parents=True)
    (folder / "bot.env").write_text(expand(LEAK))
    (folder / ".backpack-audit.yaml").write_text("rules: [pack]\n")
    return folder


def scan(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"WITNESS": "seen-in-the-environment"}
    done = run_text(["scan", "-f", "json", *arguments], folder, environment)
    assert done.returncode in {0, 1, 2, 3}, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert specimen("a").secret not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize("target", ["/proc/self/environ", "../../private.txt", "/etc/passwd"])
def test_a_rule_file_that_links_elsewhere_is_not_read(tree: Path, target: str) -> None:
    (tree.parent / "private.txt").write_text("seen-in-a-private-file: [\n")
    (tree / "pack" / "DESK001-own-rule.yaml").symlink_to(target)
    done = scan(tree)
    assert "seen-in" not in done.stdout + done.stderr
    assert "root:" not in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["pack/DESK001-own-rule.yaml", "pack/pack.yaml", ".backpack-audit.yaml"])
def test_a_pipe_in_the_place_of_a_file_of_ours_ends_at_once(tree: Path, name: str) -> None:
    (tree / name).unlink(missing_ok=True)
    os.mkfifo(tree / name)
    scan(tree)


def test_a_link_to_an_endless_file_ends_at_once(tree: Path) -> None:
    (tree / "pack" / "DESK001-own-rule.yaml").symlink_to("/dev/zero")
    scan(tree)
    (tree / ".backpack-audit.yaml").write_text("rules: [pack/DESK001-own-rule.yaml]\n")
    assert scan(tree).returncode == 2


@pytest.mark.parametrize(
    "rule",
    [
        RULE % ('value.nope == "' + "{{ a.secret }}" + '"'),
        RULE % 'value.kind == "\x1b[31m"',
        "\x1b]0;title\x07: [",
        'code: DESK001\nslug: own-rule\nseverity: high\nmessage: "{{ a.secret }}\nwhen: [',
    ],
)
def test_an_error_in_a_pack_repeats_no_secret_and_obeys_nobody(tree: Path, rule: str) -> None:
    (tree / "pack" / "DESK001-own-rule.yaml").write_text(expand(rule))
    assert scan(tree).returncode == 2


@pytest.mark.parametrize(
    "text",
    [
        'baseline: "\\e[31m\\n::error::pwn\\n"\n',
        '"\\e[31m": 1\n',
        "select: ['\x1b[31m']\n",
        "baseline: abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about\n",
        "exclude: [" * 200 + "\n",
    ],
)
def test_an_error_in_a_configuration_obeys_nobody_and_repeats_no_phrase(tree: Path, text: str) -> None:
    (tree / ".backpack-audit.yaml").write_text(text)
    done = scan(tree)
    assert done.returncode == 2
    assert "abandon abandon" not in done.stderr
    assert not [line for line in done.stderr.splitlines() if line.startswith("::")]


def test_a_deep_key_in_a_project_file_ends_in_a_sentence(tree: Path) -> None:
    (tree / ".backpack-audit.yaml").unlink()
    deep = ".".join(["tool", "backpack-audit", *["a"] * 5000])
    (tree / "pyproject.toml").write_text(f"[tool.backpack-audit]\nselect = []\n[{deep}]\nx = 1\n")
    assert scan(tree).returncode in {1, 2}


def test_a_rule_of_the_tree_takes_the_place_of_none_of_ours(tree: Path) -> None:
    (tree / "pack" / "DESK001-own-rule.yaml").write_text(expand(RULE % 'value.secrecy != "none"'))
    with_pack, without = (
        {finding["rule_id"] for finding in json.loads(scan(tree, *options).stdout)["findings"]}
        for options in ([], ["--no-config"])
    )
    assert without
    assert with_pack == {*without, "DESK001"}


NUMBERS = "[" + ",".join(map(str, range(300))) + "]"


@pytest.mark.parametrize(
    "condition",
    [
        f"{NUMBERS}.all(a, {NUMBERS}.all(b, {NUMBERS}.all(c, a + b + c >= 0)))",
        '["xxxxxxxxxx"]' + ".map(a, a + a)" * 40 + "[0].size() > 0",
        '["xxxxxxxxxx"].exists(a, [a + a + a + a + a + a + a + a].exists(b, [b + b + b].exists(c, [c + c].size() > 1)))',
        "(" * 3000 + "true" + ")" * 3000,
        "[" * 3000 + "]" * 3000 + " == []",
        " || ".join(["value.secrecy == field"] * 20_000),
        'value.secrecy.matches("((a{1,100}){1,100}){1,100}")',
        "1 / 0 == value.secrecy.size()",
    ],
    ids=range(8),
)
def test_a_condition_that_would_cost_too_much_ends_in_a_short_sentence(tree: Path, condition: str) -> None:
    (tree / "pack" / "DESK001-own-rule.yaml").write_text(expand(RULE).replace("%s", condition))
    done = scan(tree)
    assert done.returncode == 2
    assert "DESK001-own-rule.yaml:" in done.stderr
    assert len(done.stderr) < 2_000


@pytest.mark.parametrize(
    "word", ["{field:>999999999}", "{field!r}", "{field:{field}}", "{field[0]}", "{field.x}", "{0}"]
)
def test_a_message_holds_words_and_no_formats(tree: Path, word: str) -> None:
    rule = expand(RULE % 'value.secrecy != "none"').replace("{field}", word)
    (tree / "pack" / "DESK001-own-rule.yaml").write_text(rule)
    assert scan(tree).returncode == 2


def test_an_exclusion_of_too_many_folders_is_refused_and_hides_nothing(tree: Path) -> None:
    (tree / ".backpack-audit.yaml").write_text("exclude: ['**/a/**/a/**/a/**/b']\n")
    done = scan(tree)
    assert (done.returncode, done.stdout) == (2, "")
    assert "exclude" in done.stderr
    (tree / ".backpack-audit.yaml").write_text("exclude: ['**/a/**/a/**/b']\n")
    assert specimen("a").key in scan(tree).stdout
    assert scan(tree, "--no-config", "--exclude", "**/a/**/a/**/a/**/b").returncode == 2


def test_a_path_of_many_folders_is_matched_in_time(tree: Path) -> None:
    """Within the limit, a pattern takes the cube of the length of a name."""
    deep = tree / "/".join(["a" * 250] * 14)
    deep.mkdir(parents=True)
    (deep / "bot.env").write_text(expand(LEAK.replace("a.", "b.")))
    for pattern in ("**/a/**/*a*a*/**/b", "*a*a*b", "**/*a*a*b/**"):
        (tree / ".backpack-audit.yaml").write_text(f"exclude: ['{pattern}']\n")
        assert specimen("b").key in scan(tree).stdout


def test_patterns_are_matched_in_time(tree: Path) -> None:
    deep = tree / "/".join(["a"] * 60)
    deep.mkdir(parents=True)
    (deep / "bot.env").write_text(expand(LEAK.replace("a.", "b.")))
    (tree / ".backpack-audit.yaml").write_text(f"exclude: ['{'**/a/' * 30}b']\n")
    scan(tree)
    scan(tree, str(deep))


def test_a_secrets_baseline_is_read_in_time(tree: Path) -> None:
    results = {
        f"f{number}": [{"type": "x" * 50, "hashed_secret": "0" * 40, "line_number": 1}] * 50 for number in range(4000)
    }
    (tree / ".backpack-audit.yaml").unlink()
    (tree / ".secrets.baseline").write_text(json.dumps({"version": "1.5.0", "results": results}))
    scan(tree)
    (tree / ".secrets.baseline").write_text("[" * 200_000)
    scan(tree)
