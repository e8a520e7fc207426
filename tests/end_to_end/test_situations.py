"""Situations from other scanners' bug reports, each rebuilt: the secret is found or said not to be looked at, and nothing hangs.

A situation in which something must be found has its counterpart in which nothing may be, where there is one.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from repositories import MakeRepository, Repository
from typer.testing import CliRunner

from auditor.classification.sample_keys import expand, specimen
from auditor.cli.application import app

A, B = specimen("a"), specimen("b")
PAIR = f"BACKPACK_API_KEY={A.key}\nBACKPACK_API_SECRET={A.secret}\n"
OTHER = f"BACKPACK_API_KEY={B.key}\nBACKPACK_API_SECRET={B.secret}\n"
COMMAND = str(Path(sys.executable).with_name("backpack-audit"))


def report(*arguments: str, codes: Collection[int] = (0, 1), stdin: bytes | None = None) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*arguments, "--format", "json", "--generic", "off"], input=stdin)
    assert result.exit_code in codes, (result.output, result.exception)
    assert A.secret not in result.output
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def leaks(*arguments: str, codes: Collection[int] = (0, 1, 3)) -> list[str]:
    """The paths of active leaks; a file that only this machine has is one by where it is stored."""
    found = report(*arguments, codes=codes)["findings"]
    is_leak = ("BPK1", "BPK401", "BPK402")
    places = [one["location"] for one in found if one["status"] == "active" and one["rule_id"].startswith(is_leak)]
    return sorted({place["path"] for place in places})


def scan(repository: Repository | Path, *options: str) -> list[str]:
    return leaks("scan", *options, str(getattr(repository, "path", repository)))


def hook(repository: Repository, monkeypatch: pytest.MonkeyPatch, *files: str, below: str = ".") -> int:
    monkeypatch.chdir(repository.path / below)
    return CliRunner().invoke(app, ["hook", *files]).exit_code


FILES: dict[str, tuple[str, str | bytes, bool]] = {
    "two secrets on one line": ("a.env", f"BACKPACK_API_SECRET={A.secret} BPX_API_SECRET={B.secret}\n", True),
    "CRLF with an ignore comment": ("a.env", PAIR.replace("\n", " # backpack-audit: ignore\r\n"), False),
    "CRLF with a comment that ignores another rule": (
        "a.env",
        PAIR.replace("\n", " # backpack-audit: ignore[BPK601]\r\n"),
        True,
    ),
    "a pragma on the line above in an INI file": (
        "a.ini",
        f"[backpack]\n; pragma: allowlist nextline secret\napi_secret = {A.secret}\n",
        False,
    ),
    "a pragma two lines above": (
        "a.ini",
        f"[backpack]\n; pragma: allowlist nextline secret\nname = x\napi_secret = {A.secret}\n",
        True,
    ),
    "an ignore comment of a batch file": (
        "a.bat",
        f"REM backpack-audit: ignore\r\nset BACKPACK_API_SECRET={A.secret}\r\n",
        False,
    ),
    "the name of a batch file's comment in a value": (
        "a.bat",
        f"set X=REM\r\nset BACKPACK_API_SECRET={A.secret}\r\n",
        True,
    ),
    "UTF-16 with a BOM in the middle": ("a.txt", (f"\ufeff{PAIR}\ufeff{OTHER}").encode("utf-16-le"), True),
    "escaped JSON in base64": (
        "a.txt",
        base64.b64encode(json.dumps({"backpack": json.dumps({"api_secret": A.secret})}).encode()),
        True,
    ),
    "a line of eight megabytes": (
        "a.json",
        f'{{"x": "{"y" * 8_000_000}", "backpack": {{"apiSecret": "{A.secret}"}}}}',
        True,
    ),
    "a pair in config.py of a bot": (
        "config.py",
        f'from bpx.account import Account\n\napi_key = "{A.key}"\napi_secret = "{A.secret}"\n',
        True,
    ),
    "a secret alone in index.js of a bot": (
        "index.js",
        f'const {{ BackpackClient }} = require("./backpack_client");\nconst client = new BackpackClient("{A.secret}", KEY);\n',
        True,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_files(tmp_path: Path, name: str) -> None:
    file, content, flags = FILES[name]
    (tmp_path / file).write_bytes(content.encode() if isinstance(content, str) else content)
    assert scan(tmp_path) == ([file] if flags else [])


def test_bots_whose_client_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}\n")
    (tmp_path / "client.ts").write_text('export const url = "https://api.backpack.exchange/api/v1/order";\n')
    (tmp_path / "accounts.txt").write_text(f"{A.key}:{A.secret}\n")
    (tmp_path / "settings.ini").write_text(f"[main]\napi_secret = {B.secret}\n")
    (tmp_path / "keys.ts").write_text(expand('export const apiSecret = "{{ c.secret }}";\n'))
    assert scan(tmp_path) == ["accounts.txt", "keys.ts", "settings.ini"]
    (tmp_path / "client.ts").write_text('export const url = "https://api.example.com/v1/order";\n')
    assert "settings.ini" not in scan(tmp_path)


def test_a_wallet_keypair_stays_a_wallet_s_when_its_address_is_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "deploy.json").write_text(expand("{{ w.wallet | integers }}\n"))
    (tmp_path / "README.md").write_text(expand("The wallet is {{ w.key | base58 }}.\n"))
    found = report("scan", str(tmp_path))["findings"]
    assert {one["rule_id"] for one in found} & {"BPK101", "BPK102", "BPK105", "BPK702"} == {"BPK702"}


def test_one_value_that_several_decoders_see_is_one_leak(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f'<p data-backpack-api-secret="{A.secret.replace("=", "&#61;")}">x</p>\n')
    found = [one for one in report("scan", str(tmp_path))["findings"] if one["rule_id"].startswith("BPK1")]
    assert len(found) == 1


def test_folders_that_link_to_each_other(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "two").symlink_to(tmp_path / "two")
    (tmp_path / "two" / "one").symlink_to(tmp_path / "one")
    (tmp_path / "two" / "a.env").write_text(PAIR)
    assert scan(tmp_path) == ["two/a.env"]


@pytest.fixture
def parent(make_repository: MakeRepository) -> Repository:
    """A superproject with a submodule that holds a secret."""
    inner = make_repository("inner")
    inner.write("a.env", PAIR)
    inner.commit()
    outer = make_repository("outer")
    outer.write("README.md", "x\n")
    outer.git("submodule", "--quiet", "add", str(inner.path), "lib")
    outer.commit()
    return outer


def test_a_submodule_is_read_from_outside_and_inside(parent: Repository) -> None:
    assert scan(parent) == ["lib/a.env"]
    assert scan(parent.path / "lib") == ["a.env"]


def test_a_submodule_that_is_not_checked_out(parent: Repository) -> None:
    parent.git("submodule", "--quiet", "deinit", "--force", "lib")
    assert scan(parent) == []


def test_a_clone_in_the_work_tree_that_is_no_submodule(make_repository: MakeRepository) -> None:
    outer = make_repository("outer")
    outer.write("README.md", "x\n")
    outer.commit()
    make_repository("outer/inner").write("a.env", PAIR)
    assert scan(outer) == ["inner/a.env"]


def test_files_of_one_name_and_a_new_secret_in_an_accepted_place(repository: Repository) -> None:
    repository.write("one/a.env", PAIR)
    repository.commit()
    CliRunner().invoke(app, ["baseline", "create", str(repository.path)])
    assert scan(repository) == []
    repository.write("two/a.env", OTHER)
    repository.git("add", "two")
    assert scan(repository) == ["two/a.env"]
    repository.write("one/a.env", expand("BACKPACK_API_KEY={{ c.key }}\nBACKPACK_API_SECRET={{ c.secret }}\n"))
    repository.git("add", "one")
    assert scan(repository) == ["one/a.env", "two/a.env"]


def test_attributes_hide_nothing_and_run_nothing(repository: Repository) -> None:
    repository.write(".gitattributes", "*.env -diff -text filter=evil diff=evil export-ignore\n")
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.evil.command"):
        repository.git("config", key, f"touch {repository.path}/ran; cat")
    repository.git("-c", "filter.evil.clean=cat", "add", "--all")
    repository.write("a.env", PAIR)
    repository.git("-c", "filter.evil.clean=cat", "add", "a.env")
    repository.git("-c", "filter.evil.clean=cat", "commit", "--quiet", "-m", "x")
    (repository.path / "ran").unlink(missing_ok=True)
    for options in ((), ("--history",), ("--staged",)):
        assert scan(repository, *options) == ([] if options == ("--staged",) else ["a.env"])
    assert not (repository.path / "ran").exists()


def test_a_pack_without_its_index_is_not_clean(repository: Repository) -> None:
    repository.write("a.env", PAIR)
    repository.commit()
    repository.git("gc", "--quiet")
    for index in (repository.path / ".git" / "objects" / "pack").glob("*.idx"):
        index.chmod(0o644)
        index.unlink()
    result = CliRunner().invoke(app, ["scan", "--history", str(repository.path)])
    assert result.exit_code != 0


def test_messages_stashes_and_deleted_files_of_a_history(repository: Repository) -> None:
    repository.write("a.txt", "x\n")
    repository.commit()
    assert scan(repository, "--history") == []
    repository.write("a.txt", "y\n")
    repository.commit(expand("Use BACKPACK_API_SECRET={{ a.secret }}"))
    repository.write("stashed.env", OTHER)
    repository.git("stash", "--quiet", "--include-untracked")
    found = scan(repository, "--history")
    assert "stashed.env" in found
    assert any("COMMIT_MSG" in path for path in found)


@pytest.mark.parametrize("name", ["tab\tname.env", 'quo"te.env', "nach oben.env", "交易所.env", "back\\slash.env"])
def test_names_that_git_quotes(repository: Repository, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    repository.write("a.txt", "x\n")
    repository.commit()
    repository.write(name, PAIR)
    repository.git("add", "--all")
    assert len(scan(repository)) == len(scan(repository, "--staged")) == 1
    assert hook(repository, monkeypatch, name) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_utf_8(repository: Repository) -> None:
    (repository.path / os.fsdecode(b"caf\xe9.env")).write_text(PAIR)
    repository.commit()
    assert len(scan(repository)) == len(scan(repository, "--history")) == 1


def test_cjk_under_an_ascii_locale(tmp_path: Path) -> None:
    (tmp_path / "交易所.env").write_text(f"# 背包交易所\n{PAIR}", encoding="utf-8")
    environment = os.environ | {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([COMMAND, "scan", str(tmp_path)], env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"BPK402" in done.stdout
    assert b"Traceback" not in done.stderr


def test_sarif_has_uris(repository: Repository) -> None:
    repository.write("two words/a#b.env", PAIR)
    repository.commit()
    said = json.loads(CliRunner().invoke(app, ["scan", "--format", "sarif", str(repository.path)]).stdout)
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in said["runs"][0]["results"]]
    assert set(places) == {"two%20words/a%23b.env"}


def test_ignore_comments_are_counted_and_can_be_refused(repository: Repository) -> None:
    repository.write("a.env", PAIR.replace("\n", " # backpack-audit: ignore\n"))
    repository.commit()
    assert report("scan", str(repository.path))["summary"]["suppressed"] > 0
    assert scan(repository) == []
    assert scan(repository, "--no-inline-ignores") == ["a.env"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_a_repository_of_somebody_else_is_named_with_the_remedy(repository: Repository) -> None:
    repository.write("a.env", PAIR)
    repository.commit()
    for path in (repository.path, *repository.path.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
    result = CliRunner().invoke(app, ["scan", str(repository.path)])
    assert result.exit_code != 0
    assert "safe.directory" in result.output + str(result.exception)


def test_odd_settings_of_the_user(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[core]\nquotePath = false\nexcludesFile = /dev/null\n[status]\nshowUntrackedFiles = no\n[color]\nui = always\n"
        "[diff]\nnoprefix = true\nmnemonicPrefix = true\n[log]\nshowSignature = true\n[alias]\nls-files = !false\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    repository.write("a.txt", "x\n")
    repository.commit()
    repository.write("untracked.cfg", PAIR)
    found = report("scan", str(repository.path))["findings"]
    assert {one["location"]["path"] for one in found} == {"untracked.cfg"}


def test_no_repository_and_an_empty_folder(tmp_path: Path) -> None:
    for options in (("--history",), ()):
        assert CliRunner().invoke(app, ["scan", *options, str(tmp_path)]).exit_code != 0


def test_objects_of_sha_256(make_repository: MakeRepository) -> None:
    repository = make_repository("long", "--object-format=sha256")
    repository.write("a.env", PAIR)
    repository.commit()
    assert scan(repository) == scan(repository, "--history") == ["a.env"]


def test_a_sparse_checkout_and_a_bare_clone(repository: Repository, tmp_path: Path) -> None:
    repository.write("here/a.txt", "x\n")
    repository.write("there/a.env", PAIR)
    repository.commit()
    repository.git("clone", "--quiet", "--bare", str(repository.path), str(tmp_path / "bare.git"))
    assert scan(tmp_path / "bare.git", "--history") == ["there/a.env"]
    repository.git("sparse-checkout", "set", "here")
    assert not (repository.path / "there").exists()
    said = report("scan", str(repository.path))
    assert any("sparse checkout" in skip["reason"] for skip in said["skipped"])
    assert scan(repository, "--history") == ["there/a.env"]


def test_hooks_judge_what_is_committed(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("a.txt", "x\n")
    repository.write("b/c.txt", "x\n")
    repository.commit()
    repository.write("a.env", PAIR)
    assert hook(repository, monkeypatch) == 0, "what is not staged stops no commit"
    repository.git("add", "a.env")
    assert hook(repository, monkeypatch) == 1
    assert hook(repository, monkeypatch, "c.txt", below="b") == 0
    assert hook(repository, monkeypatch, "../a.env", below="b") == 1
    repository.git("commit", "--quiet", "-m", "x")
    repository.git("rm", "--quiet", "a.env")
    assert hook(repository, monkeypatch) == 0, "a commit that only deletes brings nothing"


@pytest.mark.parametrize("command", [("commit", "-qam", "x"), ("commit", "-qm", "x", "a.txt")])
def test_git_commit_a_and_git_commit_file(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    repository.write("a.txt", "x\n")
    repository.commit()
    monkeypatch.chdir(repository.path)
    assert CliRunner().invoke(app, ["hook", "--install"]).exit_code == 0
    repository.write("a.txt", PAIR)
    environment = os.environ | {"PATH": f"{Path(COMMAND).parent}{os.pathsep}{os.environ['PATH']}"}
    run = ["git", *command]
    assert subprocess.run(run, cwd=repository.path, env=environment, capture_output=True, check=False).returncode == 1
    repository.write("a.txt", "y\n")
    assert subprocess.run(run, cwd=repository.path, env=environment, capture_output=True, check=False).returncode == 0


def test_a_commit_of_a_thousand_files(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1000):
        repository.write(f"{number % 10}/{number}.txt", f"{number}\n")
    repository.write("5/last.env", PAIR)
    repository.git("add", "--all")
    names = [f"{number % 10}/{number}.txt" for number in range(1000)]
    assert hook(repository, monkeypatch, *names) == 0
    assert hook(repository, monkeypatch, *names, "5/last.env") == 1


def test_the_range_of_a_first_push_and_of_a_new_branch(repository: Repository, tmp_path: Path) -> None:
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.write("old.env", PAIR)
    repository.commit()
    zeros = "0" * 40
    assert scan(repository, "--range", f"{zeros}..HEAD") == ["old.env"]
    repository.git("push", "--quiet", "origin", "main")
    repository.git("checkout", "--quiet", "-b", "new")
    repository.write("a.txt", "x\n")
    repository.commit()
    assert scan(repository, "--range", f"{zeros}..HEAD") == []
    repository.write("new.env", OTHER)
    repository.commit()
    assert scan(repository, "--range", f"{zeros}..HEAD") == ["new.env"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("request.txt", "backpack_api_key={}&backpack_api_secret={}\n"),
        ("a.env", "BACKPACK_DSN=https://{}:{}@api.backpack.exchange/api/v1\n"),
    ],
)
def test_a_swapped_pair_is_fixed_as_its_place_writes_it(tmp_path: Path, name: str, line: str) -> None:
    def quoted(text: str) -> str:
        return text.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")

    (tmp_path / name).write_text(line.format(quoted(A.secret), quoted(A.key)))
    assert "BPK201" in {one["rule_id"] for one in report("scan", str(tmp_path))["findings"]}
    CliRunner().invoke(app, ["fix", "--write", str(tmp_path / name)])
    assert (tmp_path / name).read_text() == line.format(quoted(A.key), quoted(A.secret))
    assert "BPK201" not in {one["rule_id"] for one in report("scan", str(tmp_path))["findings"]}
