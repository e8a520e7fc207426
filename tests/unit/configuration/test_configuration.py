from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from auditor.configuration.load_configuration import Configuration, resolved
from auditor.configuration.parse_configuration import KEYS, NAMES, configuration_schema
from auditor.errors import ConfigurationError
from auditor.model.finding import Severity
from auditor.model.request import AuditRequest, Generic, Scope

SCHEMA = Path(__file__).parents[3] / "auditor" / "schemas" / "configuration.json"
RULE = "code: ORG001\n"

YAML = """\
paths: [src]
exclude: ["docs/", "/src/generated"]
select: [BPK1, org001]
ignore: [BPK304]
severity: {BPK304: low}
names:
  api_key: [DESK_KEY]
  api_secret: [DESK_SECRET]
  hosts: [api.example.net]
  context: [deskbot]
rules: [policy-rules]
fail-on: high
baseline: accepted.json
inventory: keys/backpack-keys.yaml
generic: off
jobs: 3
"""
TOML = """\
[project]
name = "desk"
[tool.backpack-audit]
paths = ["src"]
exclude = ["docs/", "/src/generated"]
select = ["BPK1", "org001"]
ignore = ["BPK304"]
rules = ["policy-rules"]
fail-on = "high"
baseline = "accepted.json"
inventory = "keys/backpack-keys.yaml"
generic = "off"
jobs = 3
severity = {BPK304 = "low"}
[tool.backpack-audit.names]
api_key = ["DESK_KEY"]
api_secret = ["DESK_SECRET"]
hosts = ["api.example.net"]
context = ["deskbot"]
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "src" / "deep").mkdir(parents=True)
    (root / "policy-rules").mkdir()
    (root / "policy-rules" / "ORG001-own-rule.yaml").write_text(RULE)
    return root


Load = Callable[..., Configuration]


@pytest.fixture
def load(repository: Path) -> Load:
    def load(text: str, *, name: str = ".backpack-audit.yaml", scan: str = ".") -> Configuration:
        (repository / name).write_text(text)
        return resolved(AuditRequest(paths=(repository / scan,))).configuration

    return load


def failure(load: Load, text: str, *, name: str = ".backpack-audit.yaml") -> str:
    with pytest.raises(ConfigurationError) as raised:
        load(text, name=name)
    return str(raised.value)


def test_without_a_file_there_is_an_empty_configuration_and_nothing_to_say(repository: Path) -> None:
    configuration = resolved(AuditRequest(paths=(repository,))).configuration
    assert configuration == Configuration()
    assert configuration.notes == ()


@pytest.mark.parametrize(("name", "text"), [(".backpack-audit.yaml", YAML), ("pyproject.toml", TOML)])
def test_yaml_and_toml_say_the_same(load: Load, repository: Path, name: str, text: str) -> None:
    assert load(text, name=name) == Configuration(
        shown=name,
        folder=repository,
        paths=(repository / "src",),
        exclude=("docs/", "/src/generated"),
        excluded=("docs/", "/src/generated"),
        select=("BPK1", "ORG001"),
        ignore=("BPK304",),
        severities=(("BPK304", Severity.LOW),),
        names={
            "api_key": ("DESK_KEY",),
            "api_secret": ("DESK_SECRET",),
            "hosts": ("api.example.net",),
            "context": ("deskbot",),
        },
        rules=(repository / "policy-rules",),
        fail_on=Severity.HIGH,
        baseline=repository / "accepted.json",
        inventory=repository / "keys" / "backpack-keys.yaml",
        generic=Generic.OFF,
        jobs=3,
    )


def test_the_report_names_the_file_and_all_it_could_hide(load: Load) -> None:
    (note,) = load(YAML).notes
    assert note == (
        "configuration .backpack-audit.yaml is in use: it scans only src, excludes docs/ and /src/generated, selects "
        "only BPK1 and ORG001, ignores BPK304, rates BPK304 low, allows the hosts api.example.net, fails only from "
        "high on and sets generic detectors to off"
    )
    assert load("jobs: 2\n").notes == ("configuration .backpack-audit.yaml is in use",)


def test_a_pattern_that_could_be_a_key_is_not_repeated(load: Load) -> None:
    pattern = "QUJD" * 11
    (note,) = load(f"exclude: ['{pattern}']\n").notes
    assert pattern not in note


def test_many_patterns_are_counted(load: Load) -> None:
    (note,) = load(f"exclude: [{', '.join(f'd{number}' for number in range(12))}]\n").notes
    assert note.endswith("d9 and 2 more")


def test_a_file_above_the_scanned_folder_applies_with_patterns_seen_from_there(load: Load) -> None:
    configuration = load("exclude: [/src/generated, '*.lock']\n", scan="src")
    assert configuration.exclude == ("/generated", "*.lock")
    assert configuration.excluded == ("/src/generated", "*.lock")
    assert configuration.shown == "../.backpack-audit.yaml"


def test_names_of_git_scopes_are_relative_to_the_repository(repository: Path) -> None:
    (repository / "src" / ".backpack-audit.yaml").write_text("exclude: [/generated]\n")
    request = AuditRequest(paths=(repository / "src",), scope=Scope.HISTORY)
    assert resolved(request).configuration.exclude == ("/src/generated",)


def test_patterns_are_seen_from_the_folder_that_paths_name(
    load: Load, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = load("paths: [src]\nexclude: [/src/deep]\n")
    assert configuration.exclude == ("/src/deep",)
    monkeypatch.chdir(repository)
    assert resolved(AuditRequest()).configuration.exclude == ("/deep",)
    assert configuration.scanned((Path(),)) == (repository / "src",)
    assert configuration.scanned((repository,)) == (repository,)


def test_the_nearest_file_wins_and_none_above_the_repository_is_asked(repository: Path) -> None:
    (repository.parent / ".backpack-audit.yaml").write_text("ignore: [BPK101]\n")
    assert resolved(AuditRequest(paths=(repository / "src",))).configuration == Configuration()
    (repository / ".backpack-audit.yaml").write_text("ignore: [BPK102]\n")
    (repository / "src" / ".backpack-audit.yaml").write_text("ignore: [BPK103]\n")
    assert resolved(AuditRequest(paths=(repository / "src" / "deep",))).configuration.ignore == ("BPK103",)
    assert resolved(AuditRequest(paths=(repository,))).configuration.ignore == ("BPK102",)


@pytest.mark.parametrize(
    ("folder", "scope", "applies"),
    [
        ("mirror.git", Scope.HISTORY, False),
        ("mirror.git", Scope.RANGE, False),
        ("mirror.git", Scope.WORKTREE, True),
        (".git", Scope.HISTORY, True),
        (".git/modules/part", Scope.HISTORY, True),
        ("src", Scope.HISTORY, True),
    ],
)
def test_a_bare_repository_in_a_work_tree_has_settings_of_its_own(
    load: Load, repository: Path, folder: str, scope: Scope, *, applies: bool
) -> None:
    load("ignore: [BPK101]\n")
    if folder != "src":
        for name in ("objects", "refs"):
            (repository / folder / name).mkdir(parents=True, exist_ok=True)
        (repository / folder / "HEAD").write_text("ref: refs/heads/main\n")
    found = resolved(AuditRequest(paths=(repository / folder,), scope=scope))
    assert found.configuration.ignore == (("BPK101",) if applies else ())
    (repository / folder / ".backpack-audit.yaml").write_text("ignore: [BPK102]\n")
    assert resolved(AuditRequest(paths=(repository / folder,), scope=scope)).configuration.ignore == ("BPK102",)


def test_outside_of_repositories_only_the_scanned_folder_is_asked(tmp_path: Path) -> None:
    (tmp_path / ".backpack-audit.yaml").write_text("ignore: [BPK102]\n")
    (tmp_path / "folder").mkdir()
    assert resolved(AuditRequest(paths=(tmp_path / "folder",))).configuration == Configuration()
    assert resolved(AuditRequest(paths=(tmp_path,))).configuration.ignore == ("BPK102",)


def test_a_run_can_forbid_what_a_branch_says_of_itself(load: Load, repository: Path) -> None:
    load(YAML)
    assert resolved(AuditRequest(paths=(repository,), use_config=False)).configuration == Configuration()


def test_a_file_named_on_the_command_line_is_read_instead(load: Load, repository: Path, tmp_path: Path) -> None:
    load("ignore: [BPK102]\n")
    named = tmp_path / "ours.yaml"
    named.write_text("ignore: [BPK103]\nrules: [repository/policy-rules]\nbaseline: ../elsewhere.json\n")
    configuration = resolved(AuditRequest(paths=(repository,), config=named)).configuration
    assert configuration.ignore == ("BPK103",)
    assert configuration.baseline == tmp_path / ".." / "elsewhere.json"


def test_a_named_file_that_says_nothing_to_us_is_a_mistake(repository: Path) -> None:
    (repository / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(ConfigurationError, match=r"there is no \[tool\.backpack-audit\] in this file"):
        resolved(AuditRequest(paths=(repository,), config=repository / "pyproject.toml"))
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        resolved(AuditRequest(paths=(repository,), config=repository / "missing.yaml"))


def test_two_files_in_one_folder_contradict_each_other(load: Load) -> None:
    load("ignore: [BPK102]\n")
    message = failure(load, "[tool.backpack-audit]\nignore = []\n", name="pyproject.toml")
    assert ".backpack-audit.yaml and pyproject.toml both configure backpack-audit" in message


@pytest.mark.parametrize(
    "text",
    [
        "[project]\nname = 'x'\n",
        "[project]\ndependencies = ['backpack-audit']\n",
        "broken = [  # not backpack-audit's\n",
    ],
)
def test_a_pyproject_that_is_not_about_us_does_not_matter(load: Load, text: str) -> None:
    assert load(text, name="pyproject.toml") == Configuration()


def test_an_empty_file_is_a_configuration_that_says_nothing(load: Load) -> None:
    assert load("# later\n").notes == ("configuration .backpack-audit.yaml is in use",)


@pytest.mark.parametrize(
    ("yaml", "toml", "where", "message"),
    [
        ("jobs: 1\nexcldue: []\n", "jobs = 1\nexcldue = []\n", (2, 1), "has no key 'excldue' (did you mean exclude?)"),
        ("exclude: docs/\n", 'exclude = "docs/"\n', (1, 10, 11), "exclude must be a list"),
        ("exclude: [1]\n", "exclude = [1]\n", (1, 11, 12), "an entry of exclude must be a text"),
        ("exclude: ['']\n", "exclude = ['']\n", (1, 11, 12), "an entry of exclude is empty"),
        ("exclude: ['!']\n", "exclude = ['!']\n", (1, 11, 12), "is not a pattern as in .gitignore"),
        ("exclude: ['**/a/**/a/**/a/**/a']\n", "exclude = ['**/a/**/a/**/a/**/a']\n", (1, 11, 12), "more than 3 `**`"),
        ("exclude: ['*a*a*a*b']\n", "exclude = ['*a*a*a*b']\n", (1, 11, 12), "`*` in one name"),
        ("exclude: ['# x']\n", "exclude = ['# x']\n", (1, 11, 12), "is not a pattern as in .gitignore"),
        ("select: [BPK1O1]\n", "select = ['BPK1O1']\n", (1, 10, 11), "there is no rule 'BPK1O1' (did you mean BPK"),
        ("ignore: [ORG9]\n", "ignore = ['ORG9']\n", (1, 10, 11), "there is no rule 'ORG9'"),
        ("severity: {BPK1: low}\n", "severity = {BPK1 = 'low'}\n", (1, 12, 13), "there is no rule 'BPK1'"),
        (
            "severity: {BPK101: hihg}\n",
            "severity = {BPK101 = 'hihg'}\n",
            (1, 20, 22),
            "BPK101 must be info, low, medium, high or critical, not 'hihg' (did you mean high?)",
        ),
        ("severity: [low]\n", "severity = ['low']\n", (1, 11, 12), "severity must be a mapping of codes to severities"),
        ("fail-on: 5\n", "fail-on = 5\n", (1, 10, 11), "fail-on must be info, low"),
        ("fail-on: [low]\n", "fail-on = ['low']\n", (1, 10, 11), "fail-on must be info, low"),
        ("generic: precice\n", "generic = 'precice'\n", (1, 10, 11), "(did you mean precise?)"),
        ("jobs: '3'\n", "jobs = '3'\n", (1, 7, 8), "jobs must be a whole number (no quotes) from 0 to 64"),
        ("jobs: 65\n", "jobs = 65\n", (1, 7, 8), "jobs must be a whole number (no quotes) from 0 to 64"),
        ("jobs: true\n", "jobs = true\n", (1, 7, 8), "jobs must be a whole number"),
        ("names: {api_kye: [X]}\n", "names = {api_kye = ['X']}\n", (1, 9, 10), "did you mean api_key?"),
        ("names: [X]\n", "names = ['X']\n", (1, 8, 9), "names must be a mapping of api_key, api_secret"),
        ("baseline: {a: b}\n", "baseline = {a = 'b'}\n", (1, 11, 12), "baseline must be a text"),
        ("baseline: ../x.json\n", "baseline = '../x.json'\n", (1, 11, 12), "leads out of the repository"),
        ("inventory: /etc/keys\n", "inventory = '/etc/keys'\n", (1, 12, 13), "leads out of the repository"),
        ("rules: [missing]\n", "rules = ['missing']\n", (1, 9, 10), "there is no 'missing' in the folder of this file"),
        ("paths: [..]\n", "paths = ['..']\n", (1, 9, 10), "leads out of the repository"),
    ],
)
def test_a_mistake_is_reported_with_line_and_column_in_yaml_and_in_toml(
    load: Load, repository: Path, yaml: str, toml: str, where: tuple[int, ...], message: str
) -> None:
    line, *columns = where
    said = failure(load, yaml)
    assert message in said
    assert f".backpack-audit.yaml:{line}:{columns[0]}: " in said
    (repository / ".backpack-audit.yaml").unlink()
    said = failure(load, f"[tool.backpack-audit]\n{toml}", name="pyproject.toml")
    assert message in said
    assert f"pyproject.toml:{line + 1}:{columns[-1]}: " in said


def test_a_key_given_twice_is_reported(load: Load, repository: Path) -> None:
    assert ".backpack-audit.yaml:2:1: the key 'jobs' is here again" in failure(load, "jobs: 1\njobs: 2\n")
    (repository / ".backpack-audit.yaml").unlink()
    said = failure(load, "[tool.backpack-audit]\njobs = 1\njobs = 2\n", name="pyproject.toml")
    assert "pyproject.toml:3:9: this is not valid TOML: Cannot overwrite a value" in said


def test_a_broken_head_of_our_table_does_not_lose_its_settings(load: Load) -> None:
    said = failure(load, "[tool.backpack-audit\nignore = []\n", name="pyproject.toml")
    assert "pyproject.toml:1:" in said
    assert "this is not valid TOML" in said


def test_a_configuration_that_is_a_list_is_reported(load: Load) -> None:
    assert "a configuration must be a mapping of paths, exclude" in failure(load, "- BPK101\n")


def test_a_name_that_could_be_a_key_is_refused_and_not_repeated(load: Load) -> None:
    key = "QUJD" * 11
    said = failure(load, f"names: {{api_key: ['{key}']}}\n")
    assert "a name has at most 80 characters, and is not a key itself" in said
    assert key not in said


@pytest.mark.parametrize("value", ["urgent", "~", "[low]"])
def test_a_code_that_could_be_a_key_is_refused_and_not_repeated(load: Load, value: str) -> None:
    key = "QUJD" * 11
    said = failure(load, f"severity: {{{key}: {value}}}\n")
    assert "1:12: " in said or "1:58: " in said
    assert key not in said


def test_a_line_without_a_value_is_reported(load: Load) -> None:
    assert "exclude is empty; write a list, or delete the line" in failure(load, "exclude:\n")


def test_no_link_leads_a_branch_to_files_that_are_not_its_own(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text("secret line\n")
    link = repository / ".backpack-audit.yaml"
    link.symlink_to(tmp_path / "credentials")
    with pytest.raises(ConfigurationError, match="this link leads out of the repository") as raised:
        resolved(AuditRequest(paths=(repository,)))
    assert "secret line" not in str(raised.value)
    link.unlink()
    (repository / "policy-rules" / "outside").symlink_to(tmp_path)
    link.write_text("rules: [policy-rules/outside]\n")
    with pytest.raises(ConfigurationError, match="leads out of the repository"):
        resolved(AuditRequest(paths=(repository,)))


def test_the_shipped_schema_is_the_shape(load: Load) -> None:
    assert json.loads(SCHEMA.read_text()) == configuration_schema()
    jsonschema.Draft202012Validator.check_schema(configuration_schema())
    assert list(configuration_schema()["properties"]) == list(KEYS)
    assert set(NAMES) >= set(load(YAML).names)


def test_schema_and_reader_agree(load: Load) -> None:
    import yaml  # of this test only

    validator = jsonschema.Draft202012Validator(configuration_schema())
    loaded = yaml.load(YAML, Loader=yaml.BaseLoader) | {"jobs": 3}
    assert not list(validator.iter_errors(loaded))
    load(YAML)
    mistakes: list[dict[str, object]] = [
        {"jobs": 65},
        {"excldue": []},
        {"generic": "of"},
        {"names": {"x": []}},
        {"severity": {"BPK101": "x"}},
    ]
    for wrong in mistakes:
        assert list(validator.iter_errors(wrong))
        failure(load, json.dumps(wrong))
