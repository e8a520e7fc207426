"""What a host program may rely on: audits in several threads, and nothing of its own that changes."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor import AuditRequest, Generic, Report, audit
from auditor.classification.sample_keys import expand

AWS = "AKIA" + "QQQQZZZZXXXXWWWW"
FILES = {
    "app/.env": "BACKPACK_API_KEY={{ a.key }}\nBACKPACK_API_SECRET={{ a.secret }}\n",
    "app/settings.yaml": f"backpack:\n  api_secret: {{{{ b.secret }}}}\naws: {AWS}\npassword: 'hunter2 and more'\n",
    "app/settings.ini": "[backpack]\nsecret = {{ c.secret }}\n[db]\npassword = ab12cd34ef56\n",
    "app/main.py": 'import bpx\nclient = bpx.Account("{{ d.key }}", "{{ d.secret }}")\n',
    "app/keys.json": '{"backpack": {"apiKey": "{{ b.key }}", "apiSecret": "{{ a.secret }}"}}\n',
    "docs/README.md": "Backpack Exchange: `{{ c.key }}`\n",
    "app/Main.java": 'class A { String backpackApiSecret = "{{ e.secret }}"; }\n',
    "app/index.ts": 'const backpackApiSecret = "{{ f.secret }}";\n',
}


@pytest.fixture
def trees(tmp_path: Path) -> list[Path]:
    """Four folders that differ."""
    folders = [tmp_path / str(number) for number in range(4)]
    for number, folder in enumerate(folders):
        for name, text in FILES.items():
            for copy in range(1 + number):
                path = folder / f"{copy}" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(expand(text), encoding="utf-8")
    return folders


def plain(report: Report) -> Report:
    """The report without what differs from run to run: times, and digests, whose key is made for each."""
    findings = tuple(replace(finding, digest=b"") for finding in report.findings)
    return replace(report, scan=replace(report.scan, seconds=0.0), timings=(), findings=findings)


@pytest.mark.parametrize("jobs", [1, 2])
def test_four_threads_find_what_one_finds(trees: list[Path], jobs: int) -> None:
    requests = [AuditRequest(paths=(tree,), generic=Generic.ALL, jobs=jobs, use_config=False) for tree in trees]
    rounds = 6 if jobs == 1 else 1
    with ThreadPoolExecutor(len(requests)) as pool:
        found = [plain(report) for report in pool.map(audit, requests * rounds)]
    expected = [plain(audit(replace(request, jobs=1))) for request in requests]
    assert all(report.findings for report in expected)
    assert found == expected * rounds


HOST = """
import json, sys
sys.path[:0] = []
import configparser, logging, threading, warnings
from pathlib import Path

logging.captureWarnings(True)

def state():
    return [
        id(configparser.ParsingError), id(warnings.showwarning), len(warnings.filters),
        [id(handler) for handler in logging.getLogger().handlers],
        sorted(name for name in logging.root.manager.loggerDict if "auditor" in name or "detect" in name),
        len(sys.meta_path), len(sys.path_hooks), list(sys.path), threading.active_count(),
        "requests" in sys.modules and type(sys.modules["requests"]).__name__,
        id(sys.excepthook), id(threading.excepthook), list(sys.argv),
    ]

before = state()
seen = []
def watch(frame, event, arg):
    now = (id(configparser.ParsingError), sys.modules.get("requests") is None, id(warnings.showwarning))
    if now not in seen:
        seen.append(now)
from auditor import audit, AuditRequest, Generic
sys.setprofile(watch)
report = audit(AuditRequest(paths=(Path(sys.argv[1]),), generic=Generic.ALL, jobs=1, use_config=False))
sys.setprofile(None)
after = state()
import requests
print(json.dumps([[now for now, then in zip(after[:9] + after[10:], before[:9] + before[10:]) if now != then], len(seen), requests.__name__,
                  hasattr(requests, "get"), any(f.secret_type for f in report.findings)]))
"""


def test_an_audit_changes_nothing_of_the_host_process_not_even_for_a_moment(trees: list[Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOST, str(trees[0])], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == [[], 1, "requests", True, True]


def test_detect_secrets_still_works_for_the_host_afterwards() -> None:
    code = """
from auditor.generic.detect_secrets import detectors
detectors()
import configparser
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import default_settings
from detect_secrets.plugins import slack
with default_settings():
    print(len(list(scan_line("token = 'AKIAQQQQZZZZXXXXWWWW'"))))
print(issubclass(slack.requests.exceptions.RequestException, Exception), slack.requests.get.__module__)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=100)
    assert (done.stdout, done.stderr) == ("1\nTrue requests.api\n", "")
