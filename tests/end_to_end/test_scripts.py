"""The Python API in a script as people write one: without a guard, with every start method of workers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.classification.sample_keys import expand

SCRIPT = """
import multiprocessing, sys
if sys.argv[2] != "default":
    multiprocessing.set_start_method(sys.argv[2])
print("once")
from auditor import AuditRequest, audit, check, fix_plan, policy, render

tree = sys.argv[1]
request = AuditRequest(paths=tree, generic="off", jobs=2, use_config=False)
print(*sorted({finding.rule_id for finding in audit(request).active}))
print(len(check(request).checks))
print(*[change.path for change in fix_plan(request).changes])
print(*sorted({finding.rule_id[:4] for finding in policy(request, inventory=tree + "/backpack-keys.yaml").active}))
print(render(audit(request), "json")[:1], render(audit(request)).count("BPK201") > 0)
"""


@pytest.mark.parametrize("method", ["default", "fork", "spawn", "forkserver"])
def test_a_script_without_a_guard_runs_once_and_finds_everything(tmp_path: Path, method: str) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    text = "BACKPACK_API_KEY={{ a.secret }}\nBACKPACK_API_SECRET={{ a.key }}\n"
    (tree / ".env").write_text(expand(text), encoding="utf-8")
    (tree / ".env").chmod(0o600)
    (tree / "backpack-keys.yaml").write_text("version: 1\nkeys: []\n", encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), str(tree), method]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100, cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["once", "BPK201", "2", ".env", "BPK2 BPK5", "{ True"]
