"""The GitHub Action and the GitLab component: their own scripts, run by a shell, with the command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_program import command_program
from repositories import Repository

from auditor import __version__
from auditor.classification.sample_keys import expand
from auditor.cli.init_files import ci_jobs, git_hooks

ROOT = Path(__file__).parents[2]
LEAK = expand("BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n")
HOSTILE = '$(touch pwned) `touch pwned` "; touch pwned; #'


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((ROOT / name).read_text("utf-8")))


def action() -> dict[str, Any]:
    return documents("action.yml")[0]


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = action()["runs"]["steps"]
    return found


def shell(script: str, folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | variables
    run = [*(command or ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")), script]
    return subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def leaking(repository: Repository) -> Repository:
    repository.write("README.md", "A bot.\n")
    repository.write("bot/config.env", LEAK)
    repository.commit()
    return repository


def scan(
    repository: Repository, tmp_path: Path, context: dict[str, str] | None = None, **inputs: str
) -> tuple[subprocess.CompletedProcess[str], str]:
    """What the scan step does with these inputs, and what it hands on."""
    (step,) = (step for step in steps() if step.get("id") == "scan")
    (tmp_path / "output").touch()
    given = {name.replace("-", "_"): entry["default"] for name, entry in action()["inputs"].items()} | inputs
    asked = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
    told = re.compile(r"\$\{\{ (github\.[a-z_.]+) \}\}")
    environment = {
        name: told.sub(
            lambda match: (context or {}).get(match[1], ""),
            asked.sub(lambda match: given[match[1].replace("-", "_")], text),
        )
        for name, text in step["env"].items()
    }
    finished = shell(
        step["run"],
        repository.path,
        **(environment | {"BACKPACK_AUDIT": str(command_program())}),
        RUNNER_TEMP=str(tmp_path),
        GITHUB_OUTPUT=str(tmp_path / "output"),
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )
    return finished, (tmp_path / "output").read_text()


def test_the_action_annotates_writes_sarif_and_a_summary_and_fails(leaking: Repository, tmp_path: Path) -> None:
    finished, output = scan(leaking, tmp_path)
    assert finished.returncode == 1, finished.stderr
    assert "::error file=bot/config.env,line=2" in finished.stdout
    assert output == "sarif=written\nexit-code=1\n"
    sarif = json.loads((leaking.path / "backpack-audit.sarif").read_text("utf-8"))
    assert sarif["runs"][0]["results"][0]["ruleId"] == "BPK101"
    assert "BPK101" in (tmp_path / "summary.md").read_text("utf-8")


def test_inputs_of_the_action_are_obeyed(leaking: Repository, tmp_path: Path) -> None:
    (leaking.path / "bot" / "config.env").unlink()
    leaking.commit()
    assert scan(leaking, tmp_path)[0].returncode == 0
    assert scan(leaking, tmp_path, history="true", sarif_file="other.sarif")[0].returncode == 1
    assert (leaking.path / "other.sarif").exists()


def test_a_run_of_the_action_can_forbid_what_a_branch_says_of_itself(leaking: Repository, tmp_path: Path) -> None:
    leaking.write(".backpack-audit.yaml", "exclude: [bot/]\n")
    assert scan(leaking, tmp_path)[0].returncode == 0
    assert scan(leaking, tmp_path, trust_branch="false")[0].returncode == 1


def pull_request(repository: Repository, *, base: str) -> dict[str, str]:
    """The context of a pull request from a commit of the base to the current commit."""
    return {
        "github.event_name": "pull_request",
        "github.event.pull_request.base.sha": repository.git("rev-parse", base).strip(),
        "github.event.pull_request.head.sha": repository.git("rev-parse", "HEAD").strip(),
    }


def test_a_pull_request_scans_its_commits(leaking: Repository, tmp_path: Path) -> None:
    leaking.write("README.md", "nothing\n")
    leaking.commit()
    assert scan(leaking, tmp_path, pull_request(leaking, base="HEAD~1"))[0].returncode == 0
    leaking.write("more.env", expand("BACKPACK_API_KEY={{ b.key }}\nBACKPACK_API_SECRET={{ b.secret }}\n"))
    leaking.commit()
    (leaking.path / "more.env").unlink()
    leaking.commit()
    finished, _ = scan(leaking, tmp_path, pull_request(leaking, base="HEAD~2"))
    assert finished.returncode == 1
    assert "more.env" in finished.stdout
    assert "bot/config.env" not in finished.stdout


def test_a_push_to_the_default_branch_scans_the_history(leaking: Repository, tmp_path: Path) -> None:
    (leaking.path / "bot" / "config.env").unlink()
    leaking.commit()
    push = {"github.event_name": "push", "github.event.repository.default_branch": "main"}
    assert scan(leaking, tmp_path, push | {"github.ref_name": "topic"})[0].returncode == 0
    assert scan(leaking, tmp_path, push | {"github.ref_name": "main"})[0].returncode == 1


def test_a_pull_request_cannot_excuse_itself(leaking: Repository, tmp_path: Path) -> None:
    leaking.write("c.env", expand("BACKPACK_API_SECRET={{ c.secret }}\n"))
    leaking.write(".backpack-audit.yaml", "exclude: ['*.env']\n")
    leaking.commit()
    assert scan(leaking, tmp_path, pull_request(leaking, base="HEAD~1"))[0].returncode == 1
    assert scan(leaking, tmp_path, pull_request(leaking, base="HEAD~1"), trust_branch="true")[0].returncode == 0
    leaking.write("d.env", expand("BACKPACK_API_SECRET={{ d.secret }}\n"))
    leaking.commit()
    assert scan(leaking, tmp_path, pull_request(leaking, base="HEAD~1"))[0].returncode == 0
    leaking.write("e.py", expand("BACKPACK_API_SECRET = '{{ e.secret }}'  # backpack-audit: ignore\n"))
    leaking.commit()
    finished, _ = scan(leaking, tmp_path, pull_request(leaking, base="HEAD~1"))
    assert finished.returncode == 1
    assert "BPK405" in finished.stdout


def test_commits_that_are_not_there_are_said_and_files_are_scanned(leaking: Repository, tmp_path: Path) -> None:
    context = pull_request(leaking, base="HEAD") | {"github.event.pull_request.base.sha": "1" * 40}
    finished, _ = scan(leaking, tmp_path, context)
    assert finished.returncode == 1
    assert "::warning" in finished.stdout
    assert "fetch-depth: 0" in finished.stdout


def linter(name: str) -> Path:
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        pytest.skip(f"{name} is not installed")
    return found


def test_zizmor_finds_nothing_in_the_action_and_in_what_init_writes(tmp_path: Path) -> None:
    zizmor = linter("zizmor")
    workflow = tmp_path / ".github" / "workflows" / "audit.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(ci_jobs.add_workflow(None, "backpack-audit").text or "")
    finished = subprocess.run(
        [zizmor, "--offline", "--no-progress", ROOT / "action.yml", workflow],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout


def test_actionlint_finds_nothing_in_the_action_and_in_what_init_writes(repository: Repository) -> None:
    actionlint, shellcheck = linter("actionlint"), linter("shellcheck")
    given = {name: entry["default"] for name, entry in action()["inputs"].items()}
    uses: dict[str, Any] = {"actions/checkout@v6": {"fetch-depth": 0}, "./": given}
    steps_of_job = [{"uses": name, "with": inputs} for name, inputs in uses.items()]
    steps_of_job.append({"run": "echo ${{ steps.audit.outputs.exit-code }} ${{ steps.audit.outputs.sarif-file }}"})
    steps_of_job[1]["id"] = "audit"
    job = {"runs-on": "ubuntu-latest", "steps": steps_of_job}
    repository.write("action.yml", (ROOT / "action.yml").read_text("utf-8"))
    repository.write(".github/workflows/use.yml", json.dumps({"on": "push", "jobs": {"audit": job}}))
    repository.write(".github/workflows/audit.yml", ci_jobs.add_workflow(None, "backpack-audit").text or "")

    def lint() -> subprocess.CompletedProcess[str]:
        command = [str(actionlint), f"-shellcheck={shellcheck}"]
        return subprocess.run(command, cwd=repository.path, capture_output=True, text=True, check=False)

    finished = lint()
    assert finished.returncode == 0, finished.stdout
    given["no-such-input"] = "1"
    repository.write(".github/workflows/use.yml", json.dumps({"on": "push", "jobs": {"audit": job}}))
    assert "no-such-input" in lint().stdout


def scripts() -> dict[str, tuple[str, str]]:
    """Every shell script that runs in CI or as a hook: its text, and the shell."""
    ours = {f"action.yml, step {number}": (step["run"], "bash") for number, step in enumerate(steps()) if "run" in step}
    ours["the plain script of init"] = (ci_jobs.add_script(None, "backpack-audit").text or "", "sh")
    job = yaml.safe_load(ci_jobs.add_job(None, "backpack-audit").text or "")["backpack-audit"]
    ours["the job of init"] = ("\n".join(job["script"]), "sh")
    template = next(
        filter(None, (document.get("backpack-audit") for document in documents("templates/backpack-audit.yml")))
    )
    ours["the component"] = (re.sub(r"\$\[\[ inputs\.[a-z-]+ \]\]", "input", "\n".join(template["script"])), "sh")
    hooks = {name: (f"audit=backpack-audit\n{text}", "sh") for name, text in git_hooks.SCRIPTS.items()}
    return ours | hooks


@pytest.mark.parametrize("name", scripts())
def test_shellcheck_finds_nothing_in_a_script(name: str) -> None:
    text, dialect = scripts()[name]
    assert text
    command = [str(linter("shellcheck")), f"--shell={dialect}", "-"]
    finished = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize(
    "name", ["path", "fail_on", "baseline", "sarif_file", "history", "trust_branch", "range", "generic"]
)
def test_no_input_of_the_action_becomes_a_command(leaking: Repository, tmp_path: Path, name: str) -> None:
    scan(leaking, tmp_path, None, **{name: HOSTILE})
    assert not list(tmp_path.rglob("pwned"))


def test_no_expression_is_inside_a_script_of_the_action() -> None:
    assert not [step for step in steps() if "${{" in step.get("run", "")]
    assert all("shell" in step for step in steps() if "run" in step)


def test_every_input_and_output_of_the_action_is_documented_and_used() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    for name, entry in action()["inputs"].items():
        assert entry["description"]
        assert text.count(f"inputs.{name}") >= 1, name
    assert all(entry["description"] and entry["value"] for entry in action()["outputs"].values())


def test_actions_of_others_are_pinned_by_hash_the_same_everywhere() -> None:
    pinned = re.findall(r"uses: (\S+) # (\S+)", (ROOT / "action.yml").read_text("utf-8"))
    assert pinned
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use) and version.startswith("v") for use, version in pinned)
    assert {f"{use} # {version}" for use, version in pinned} <= {
        ci_jobs.CHECKOUT,
        ci_jobs.SETUP_PYTHON,
        ci_jobs.UPLOAD_SARIF,
    }


def component(repository: Repository, **inputs: str) -> subprocess.CompletedProcess[str]:
    """What the component's job does with these inputs."""
    head, body = documents("templates/backpack-audit.yml")
    given = {name: entry["default"] for name, entry in head["spec"]["inputs"].items()} | inputs
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}
    job = body["backpack-audit"]
    variables = {
        name: re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda match: texts[match[1]], text)
        for name, text in job["variables"].items()
    }
    path = os.pathsep.join([str(command_program().parent), os.environ["PATH"]])
    return shell("\n".join(job["script"]), repository.path, "sh", "-e", "-c", **variables, PATH=path)


def test_the_component_finds_what_history_holds_and_writes_gitlabs_report(leaking: Repository) -> None:
    (leaking.path / "bot" / "config.env").unlink()
    leaking.commit()
    finished = component(leaking)
    assert finished.returncode == 1, finished.stderr
    report = json.loads((leaking.path / "gl-secret-detection-report.json").read_text("utf-8"))
    assert report["vulnerabilities"]
    (issue, *_) = json.loads((leaking.path / "gl-code-quality-report.json").read_text("utf-8"))
    assert issue["severity"] == "critical"  # high: the commit was not pushed
    assert component(leaking, history="false").returncode == 0


def test_inputs_of_the_component_are_obeyed(leaking: Repository) -> None:
    leaking.write(".backpack-audit.yaml", "exclude: [bot/]\n")
    leaking.commit()
    assert component(leaking, history="false").returncode == 0
    assert component(leaking, history="false", trust_branch="false").returncode == 1


@pytest.mark.parametrize("name", ["path", "fail_on", "history", "trust_branch"])
def test_no_input_of_the_component_becomes_a_command(leaking: Repository, tmp_path: Path, name: str) -> None:
    component(leaking, **{name: HOSTILE})
    assert not list(tmp_path.rglob("pwned"))


def test_the_component_installs_this_version_and_uses_every_input() -> None:
    head, body = documents("templates/backpack-audit.yml")
    assert head["spec"]["inputs"]["requirement"]["default"] == f"backpack-audit=={__version__}"
    text = yaml.safe_dump(body)
    assert all(f"inputs.{name} " in text and entry["description"] for name, entry in head["spec"]["inputs"].items())
    assert not [line for line in body["backpack-audit"]["script"] if "$[[" in line]


def test_the_jobs_that_init_writes_run_commands_that_exist(leaking: Repository) -> None:
    workflow = yaml.safe_load(ci_jobs.add_workflow(None, "backpack-audit").text or "")
    job = yaml.safe_load(ci_jobs.add_job(None, "backpack-audit").text or "")["backpack-audit"]
    path = os.pathsep.join([str(command_program().parent), os.environ["PATH"]])
    steps_of_workflow = workflow["jobs"]["backpack-audit"]["steps"]
    install, *script = job["script"]
    for command in [*(step["run"] for step in steps_of_workflow if "run" in step), install, "\n".join(script)]:
        if "backpack-audit scan" in command:
            assert shell(command, leaking.path, PATH=path).returncode == 1
        else:
            assert command.endswith('--only-binary :all: "backpack-audit"')
