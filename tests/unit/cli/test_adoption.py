"""`backpack-audit init`: adds what is missing, touches nothing that is there, and says so."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from auditor import __version__
from auditor.cli.init import app
from auditor.cli.init_files import ci_jobs, inventory_skeleton, origin, pre_commit
from auditor.errors import UsageError

REQUIREMENT = "backpack-audit==9.9"
OURS = yaml.safe_load("\n".join(pre_commit.entry(REQUIREMENT)))[0]


def hooked(text: str | None) -> str:
    edit = pre_commit.add_hook(text, REQUIREMENT)
    assert edit.text is not None, edit.remark
    return edit.text


def test_a_new_configuration_has_the_hook_alone() -> None:
    assert yaml.safe_load(hooked(None)) == {"repos": [OURS]}
    assert hooked("\n") == hooked(None)


PLAIN = "repos:\n- repo: https://example.com/a\n  rev: v1\n  hooks:\n  - id: a\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.rstrip("\n"),
        PLAIN + "\n\n",
        PLAIN + "# - repo: https://example.com/later\n",
        PLAIN + "  # of the last entry\n",
        PLAIN + "default_stages: [pre-push]\n",
        PLAIN + "\n# about ci\nci:\n  skip: [a]\n",
        "ci: {skip: []}\n" + PLAIN,
        "---\n" + PLAIN,
        PLAIN + "...\n",
        "# ours\nrepos:\n  # first\n  - repo: https://example.com/a   # pinned\n    rev: 'v1'\n    hooks: [ {id: a,  args: [x]} ]\n",
        "repos:\n- repo: local\n  hooks:\n  - id: b\n    name: b\n    language: system\n    entry: |\n      one\n\n      # of the entry\n",
        "repos:\n\n    - repo: x\n      hooks: []\n\n    - repo: y\n      hooks: []\n",
        "repos: []\n",
        "repos: []   # none yet\nci: {}\n",
    ],
)
def test_every_line_that_was_there_stays_as_it_is(text: str) -> None:
    changed = hooked(text)
    assert yaml.safe_load(changed)["repos"] == [*yaml.safe_load(text)["repos"], OURS]
    kept = [line for line in text.split("\n") if line.strip() and not line.startswith("repos: []")]
    remaining = iter(changed.split("\n"))
    assert all(line in remaining for line in kept)


def test_the_entry_is_indented_and_spaced_as_its_neighbours() -> None:
    assert hooked(PLAIN) == PLAIN + "\n".join(pre_commit.entry(REQUIREMENT)) + "\n"
    spaced = "repos:\n  - repo: x\n    hooks: []\n\n  - repo: y\n    hooks: []\n"
    assert hooked(spaced).startswith(spaced + "\n  - repo: local\n    hooks:\n")


def test_a_second_run_changes_nothing() -> None:
    assert pre_commit.add_hook(hooked(PLAIN), REQUIREMENT).text is None


@pytest.mark.parametrize("hook", ["backpack-audit", "backpack-audit-history", '"backpack-audit"'])
def test_a_hook_of_ours_from_anywhere_counts(hook: str) -> None:
    text = f"repos:\n- repo: https://example.com/ours\n  rev: v1\n  hooks:\n  - {{args: [], id: {hook}}}\n"
    assert pre_commit.add_hook(text, REQUIREMENT).remark == "already has the hook"


@pytest.mark.parametrize(
    "text",
    ["repos: [{repo: x, hooks: []}]\n", "repos:\n", "ci: {}\n", "- repo: x\n", "repos: [\n", "a: 1\n---\nrepos: []\n"],
)
def test_what_cannot_be_extended_safely_is_left_alone_with_the_lines_to_add(text: str) -> None:
    edit = pre_commit.add_hook(text, REQUIREMENT)
    assert edit.text is None
    assert "add by hand to the list `repos`:\n    - repo: local\n      hooks:\n" in edit.remark


def test_the_workflow_is_valid_pinned_and_does_not_replace_another() -> None:
    edit = ci_jobs.add_workflow(None, REQUIREMENT)
    assert edit.text is not None
    steps = yaml.safe_load(edit.text)["jobs"]["backpack-audit"]["steps"]
    assert [step["uses"].partition("@")[0] for step in steps if "uses" in step] == [
        "actions/checkout",
        "actions/setup-python",
        "github/codeql-action/upload-sarif",
    ]
    assert all(len(step["uses"].partition("@")[2]) == 40 for step in steps if "uses" in step)
    assert [step["run"].split()[0] for step in steps if "run" in step] == ["python", "backpack-audit"]
    assert ci_jobs.add_workflow("name: ours\n", REQUIREMENT).text is None


PIPELINE = (
    "stages: [build, test]\nbuild:\n  stage: build\n  script: [make]  # all\n  rules:\n    - !reference [.rules, all]\n"
)


def test_the_job_is_behind_the_others() -> None:
    edit = ci_jobs.add_job(PIPELINE, REQUIREMENT)
    assert edit.text is not None
    assert edit.text.startswith(PIPELINE + "\nbackpack-audit:\n")
    job = yaml.safe_load(edit.text.partition("\nbackpack-audit:\n")[2])
    assert "stage" not in job
    assert job["script"][-1].startswith("backpack-audit scan --history")
    assert ci_jobs.add_job(edit.text, REQUIREMENT).text is None


def test_the_job_takes_a_stage_that_there_is() -> None:
    text = ci_jobs.add_job("stages:\n- lint\n- deploy\n", REQUIREMENT).text
    assert yaml.safe_load(text or "")["backpack-audit"]["stage"] == "lint"


def test_a_new_pipeline_has_the_job_alone() -> None:
    assert list(yaml.safe_load(ci_jobs.add_job(None, REQUIREMENT).text or "")) == ["backpack-audit"]


@pytest.mark.parametrize("text", ["a: [\n", "- a\n", "{build: {script: [make]}}\n", "build: {}\n...\n"])
def test_a_pipeline_that_cannot_be_extended_safely_is_left_alone(text: str) -> None:
    assert ci_jobs.add_job(text, REQUIREMENT).text is None


def test_the_skeleton_asks_for_everything_and_replaces_no_inventory() -> None:
    text = inventory_skeleton.add_inventory(None).text or ""
    assert yaml.safe_load(text)["keys"] == []
    assert inventory_skeleton.add_inventory("version: 1\n").text is None


def git(root: Path, *arguments: str) -> None:
    command = ["git", *arguments]
    subprocess.run(command, cwd=root, check=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def run(root: Path, *arguments: str) -> str:
    given = any(argument.startswith(("--requirement", "--repo", "--nowhere")) for argument in arguments)
    named = [] if given else ["--requirement", f"backpack-audit=={__version__}"]
    result = CliRunner().invoke(app, [str(root), *(each for each in arguments if each != "--nowhere"), *named])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_a_repository_on_neither_host_gets_hook_script_and_inventory(repository: Path) -> None:
    output = run(repository)
    assert sorted(files(repository)) == [".pre-commit-config.yaml", "backpack-keys.yaml", "ci/backpack-audit.sh"]
    assert f'"backpack-audit=={__version__}"' in files(repository)[".pre-commit-config.yaml"].decode()
    assert "wrote ci/backpack-audit.sh: scans tree and history; call `sh ci/backpack-audit.sh` in your CI" in output
    before = files(repository)
    assert "left alone ci/backpack-audit.sh: exists already" in run(repository)
    assert files(repository) == before


def test_an_address_elsewhere_gets_the_script(repository: Path) -> None:
    git(repository, "remote", "add", "origin", "git@codeberg.example:desk/bot.git")
    run(repository)
    assert "ci/backpack-audit.sh" in files(repository)


def test_the_script_installs_the_requirement_scans_and_hands_on_the_exit_code(repository: Path, tmp_path: Path) -> None:
    run(repository, "--requirement", "backpack-audit==9.9")
    tools = tmp_path / "tools"
    tools.mkdir()
    python = tools / "python3"  # instead of a download: a "venv" whose programs write down how they are called
    python.write_text(
        '#!/bin/sh\nmkdir -p "$3/bin"\n'
        'printf \'#!/bin/sh\\necho pip "$@" >> calls\\n\' > "$3/bin/python"\n'
        'printf \'#!/bin/sh\\necho audit "$@" >> calls; exit 1\\n\' > "$3/bin/backpack-audit"\n'
        'chmod +x "$3"/bin/*\n'
    )
    python.chmod(0o755)
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(tools)}
    command = ["sh", "ci/backpack-audit.sh"]
    done = subprocess.run(command, cwd=repository, env=environment, check=False)
    assert done.returncode == 1
    installed, scanned = (repository / "calls").read_text().splitlines()
    assert installed.endswith("backpack-audit==9.9")
    assert scanned.startswith("audit scan --history --format text")
    assert list(tools.iterdir()) == [python]


def test_the_second_run_writes_nothing_and_says_why(repository: Path) -> None:
    run(repository, "--ci", "github", "--ci", "gitlab")
    before = files(repository)
    output = run(repository, "--ci", "github", "--ci", "gitlab")
    assert files(repository) == before
    assert output.count("left alone") == 4


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (".github/dependabot.yml", ".github/workflows/backpack-audit.yml"),
        (".gitlab-ci.yml", ".gitlab-ci.yml"),
    ],
)
def test_ci_is_chosen_by_what_the_repository_has(repository: Path, shown: str, expected: str) -> None:
    (repository / shown).parent.mkdir(exist_ok=True)
    (repository / shown).write_text("version: 2\n")
    run(repository)
    assert b"backpack-audit scan" in files(repository)[expected]


def test_ci_is_chosen_by_the_remote(repository: Path) -> None:
    git(repository, "remote", "add", "origin", "git@gitlab.example.com:desk/bot.git")
    run(repository)
    assert ".gitlab-ci.yml" in files(repository)


def test_no_ci_can_be_asked_for(repository: Path) -> None:
    (repository / ".github").mkdir()
    run(repository, "--ci", "none")
    assert sorted(files(repository)) == [".pre-commit-config.yaml", "backpack-keys.yaml"]


def test_a_dry_run_shows_a_diff_and_writes_nothing(repository: Path) -> None:
    (repository / ".pre-commit-config.yaml").write_text(PLAIN)
    before = files(repository)
    output = run(repository, "--dry-run")
    assert files(repository) == before
    assert "--- a/.pre-commit-config.yaml\n+++ b/.pre-commit-config.yaml\n" in output
    assert "\n+- repo: local\n" in output
    assert "--- /dev/null\n+++ b/backpack-keys.yaml\n" in output
    assert not [line for line in output.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert "would write backpack-keys.yaml" in output


def test_byte_order_mark_and_line_ends_stay(repository: Path) -> None:
    path = repository / ".pre-commit-config.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode())
    run(repository)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode())
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 6


def test_no_link_leads_out_of_the_repository(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "config.yaml"
    outside.write_text(PLAIN)
    (repository / ".pre-commit-config.yaml").symlink_to(outside)
    output = run(repository)
    assert "left alone .pre-commit-config.yaml: is a link that leads out of the repository" in output
    assert outside.read_text() == PLAIN


def test_what_is_no_text_is_left_alone(repository: Path) -> None:
    (repository / ".pre-commit-config.yaml").write_bytes(b"\xff\xfe\x00")
    assert "left alone .pre-commit-config.yaml: cannot be read as UTF-8" in run(repository)


@pytest.mark.parametrize("requirement", ["x'; rm -rf .", 'x"', "$(x)", "`x`", "x\ny"])
def test_a_requirement_cannot_become_a_command(repository: Path, requirement: str) -> None:
    with pytest.raises(UsageError, match="--requirement has a character"):
        run(repository, "--requirement", requirement)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        run(tmp_path / "missing")


def test_a_repository_is_written_with_its_revision(repository: Path) -> None:
    run(repository, "--repo", "https://example.com/audit.git", "--rev", "v1.2", "--ci", "github")
    (repo,) = yaml.safe_load(files(repository)[".pre-commit-config.yaml"])["repos"]
    assert repo == {"repo": "https://example.com/audit.git", "rev": "v1.2", "hooks": [{"id": "backpack-audit"}]}
    assert b"git+https://example.com/audit.git@v1.2" in files(repository)[ci_jobs.GITHUB]


def test_what_cannot_be_installed_from_anywhere_breaks_no_commit(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "find_origin", lambda: origin.NOWHERE)
    said = run(repository, "--nowhere", "--ci", "github")
    (repo,) = yaml.safe_load(files(repository)[".pre-commit-config.yaml"])["repos"]
    (hook,) = repo["hooks"]
    assert (repo["repo"], hook["language"], "additional_dependencies" in hook) == ("local", "system", False)
    assert ci_jobs.GITHUB not in files(repository)
    assert "--repo ADDRESS" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--repo", "https://a.example/b", "--requirement", "x"], "cannot be combined"),
        (["--requirement", "x", "--rev", "v1"], "needs --repo"),
        (["--repo", "https://a.example/$(x)"], "--repo has a character"),
    ],
)
def test_an_address_that_cannot_be_written_is_refused(repository: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run(repository, *arguments)
