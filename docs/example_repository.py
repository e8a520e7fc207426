"""Builds the repository that the picture of the HTML report shows: a bot with a year of history and an inventory.

Its keys are made from labels, belong to nobody and guard nothing.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from auditor.classification.sample_keys import expand

AS_OF = "2026-11-26"
"""The day on which the picture is taken."""

_COMMITS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "2025-12-02",
        "Trade the first grid",
        {
            "README.md": "# Grid bot for Backpack Exchange\n",
            ".gitignore": "secrets/\n",
            "config/live.env": "BACKPACK_API_KEY={{ grid-7.key }}\nBACKPACK_API_SECRET={{ grid-7.secret }}\n",
        },
    ),
    (
        "2026-02-17",
        "Read the account from a notebook",
        {"research/account.py": 'client = BackpackClient("{{ tax-2.key }}", "{{ tax-2.secret }}")\n'},
    ),
    ("2026-03-09", "Take the live keys out", {"config/live.env": "BACKPACK_API_KEY=\nBACKPACK_API_SECRET=\n"}),
    (
        "2026-06-20",
        "Deploy with compose",
        {
            "deploy/docker-compose.yml": (
                "services:\n  bot:\n    image: grid-bot\n    environment:\n"
                "      BACKPACK_API_KEY: {{ street-1.key }}\n      BACKPACK_API_SECRET: {{ street-1.secret }}\n"
            ),
            "docs/setup.md": "# Backpack\n\nThe desk trades with API key `{{ street-1.key }}`.\n",
        },
    ),
    (
        "2026-09-14",
        "Declare the keys",
        {
            "backpack-keys.yaml": """\
version: 1
account: {two_factor: true, withdrawal_delay_hours: 24, withdrawal_addresses_without_2fa: 1}
integrations:
  grid-bot: {needs: trade, addresses: [23.88.14.7]}
  tealstreet: {needs: trade, addresses: [18.176.40.9, 18.176.40.10]}
  tax-report: {needs: read, addresses: [80.66.3.128/28]}
keys:
  - name: tealstreet-main
    api_key: "{{ street-1.key }}"
    status: active
    read_only: false
    subaccount: main
    ip_whitelist: [18.176.40.9, 18.176.40.10, 18.176.0.0/16]
    used_by: [tealstreet]
    owner: desk@example.com
    created: 2026-05-02
    rotate_after_days: 90
  - name: grid-2026
    api_key: "{{ grid-8.key }}"
    status: active
    read_only: false
    subaccount: grid
    ip_whitelist: [23.88.14.7]
    used_by: [grid-bot]
    owner: desk@example.com
    created: 2026-10-01
    rotate_after_days: 90
  - name: grid-2025
    api_key: "{{ grid-7.key }}"
    status: revoked
    read_only: false
    subaccount: grid
    ip_whitelist: []
    used_by: []
    owner: desk@example.com
    created: 2025-11-20
    revoked_on: 2026-03-09
  - name: tax-report
    api_key: "{{ tax-2.key }}"
    status: active
    read_only: true
    subaccount: main
    ip_whitelist: [80.66.3.128/28, 10.0.0.0/8]
    used_by: [tax-report]
    owner: books@example.com
    created: 2026-02-10
    rotate_after_days: 365
""",
        },
    ),
)
_IGNORED = {"secrets/grid.env": "BACKPACK_API_KEY={{ grid-8.key }}\nBACKPACK_API_SECRET={{ grid-8.secret }}\n"}
"""Where a stored key belongs: git ignores it, and only its owner can read it."""
_UNPUSHED = (
    "2026-11-25",
    "Try the web panel",
    {"web/src/config.ts": 'export const config = { NEXT_PUBLIC_BACKPACK_API_SECRET: "{{ panel-1.secret }}" };\n'},
)


def build(folder: Path) -> None:
    """Writes the repository into an empty folder, with a bare remote beside it that lacks the last commit."""
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for date, subject, files in _COMMITS:
        _commit(folder, date, subject, files)
    remote = folder.with_suffix(".git")
    _git(folder, "init", "--quiet", "--bare", str(remote))
    _git(folder, "remote", "add", "origin", str(remote))
    _git(folder, "push", "--quiet", "--set-upstream", "origin", "main")
    _commit(folder, *_UNPUSHED)
    for name, text in _IGNORED.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(expand(text), encoding="utf-8")
        path.chmod(0o600)
    (folder / "backpack-keys.yaml").chmod(0o600)


def _commit(folder: Path, date: str, subject: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(expand(text), encoding="utf-8")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", subject, date=date)


def _git(folder: Path, *arguments: str, date: str = "2026-01-01") -> None:
    who = {"NAME": "Ada Example", "EMAIL": "ada@example.com", "DATE": f"{date}T12:00:00+00:00"}
    identity = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=os.environ | identity | nowhere)
