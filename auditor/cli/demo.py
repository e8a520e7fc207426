"""`make audit`: audits what TARGET names, or a demonstration repository that shows one finding of each kind.

The repository is built in a temporary folder, with keys made on the spot that belong to nobody and guard nothing.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from auditor.classification.ed25519 import SEED_BYTES, is_prime_order_point
from auditor.classification.sample_keys import Specimen, expand
from auditor.cli.reader_language import reader_language
from auditor.languages.localised import speaking_in
from auditor.reporters._output.terminal import speakable
from auditor.wording.language import say

_LABEL = re.compile(r"\{\{ (\w+)\.")


def main(arguments: list[str]) -> int:
    """Runs `backpack-audit scan`; the exit code is its own for a target, and 0 for a demonstration that worked."""
    if arguments:
        return _scan(Path(arguments[0]), Path.cwd())
    with speaking_in(speakable(reader_language("", os.environ), sys.stdout)):
        return _demonstrate()


def _demonstrate() -> int:
    with tempfile.TemporaryDirectory(prefix="backpack-audit-demo-") as folder:
        repository = Path(folder) / "grid-bot"
        _build(repository)
        _print(say("A demonstration repository with freshly made keys: {name}", name=repository.name) + "\n")
        sys.stdout.flush()
        page = Path(tempfile.mkdtemp(prefix="backpack-audit-report-")) / "report.html"
        code = _scan(Path(), repository, "--format", "text", "--format", f"html={page}")
    _print("\n" + say("The same as a page to open in a browser: {page}", page=page))
    _print(say("This was the demonstration; `make audit TARGET=path` audits a repository of yours."))
    return 0 if code == 1 else code or 1


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _scan(target: Path, folder: Path, *options: str) -> int:
    command = [sys.executable, "-I", "-m", "auditor.cli.main", "scan", str(target), *options]
    return subprocess.run(command, cwd=folder, check=False).returncode


def _build(repository: Path) -> None:
    labels = dict.fromkeys(label for text in FILES.values() for label in _LABEL.findall(text))
    fresh = {label: _fresh() for label in labels if label != "rfc8032"}
    for name, text in FILES.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(expand(text, fresh), encoding="utf-8")
    for arguments in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *arguments], cwd=repository, check=True)  # noqa: S607 - the git of the user


def _fresh() -> Specimen:
    """Returns a pair whose seed is no point, as fifteen of sixteen are: with one, a finding would be less sure than it could be."""
    while is_prime_order_point(seed := os.urandom(SEED_BYTES)):
        pass
    return Specimen(seed)


_WEAK = base64.b64encode(bytes(range(32))).decode()
"""A seed that anybody can guess."""
_SMALL_ORDER = base64.b64encode(b"\x01" + bytes(31)).decode()
"""The point of order one."""
_TOKEN = "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiJncmlkLWJvdCJ9." + "c2lnbmF0dXJlLW9mLW5vYm9keQ"
"""The form of a JSON web token."""

FILES: dict[str, str] = {
    "README.md": "# A grid bot for Backpack Exchange\n\nPut your key into `.env`, see `.env.example`.\n",
    ".env.example": "BACKPACK_API_KEY=your_api_key\nBACKPACK_API_SECRET=${BACKPACK_API_SECRET}\n",
    ".env": "BACKPACK_API_KEY={{ leaked.key }}\nBACKPACK_API_SECRET={{ leaked.secret }}\n",
    "bot/client.py": (
        'BASE_URL = "https://api.backpack.exchange"\n\n\n'
        'def client():\n    return BackpackClient(api_secret="{{ alone.secret }}")\n'
    ),
    "web/src/config.ts": 'export const cfg = { NEXT_PUBLIC_BACKPACK_API_SECRET: "{{ shipped.secret }}" };\n',
    "deploy/proxy.env": "BACKPACK_API_KEY={{ leaked.key }}\nBACKPACK_BASE_URL=https://api.backpack-mirror.dev\n",
    "deploy/wallet.env": "MNEMONIC='{{ phrase.phrase }}'\n",
    "deploy/backpack.pem": "{{ file.secret | pem }}\n",
    "notes": "New API key\n\n{{ dialog.key }}\n\nCopy\n\n{{ dialog.secret }}\n",
    "config/live.env": "BACKPACK_API_SECRET={{ rfc8032.secret }}\n",
    "config/swapped.yaml": "backpack:\n  api_key: {{ swapped.secret }}\n  api_secret: {{ swapped.key }}\n",
    "config/secret-as-key.json": '{"backpack": {"apiKey": "{{ askey.secret }}"}}\n',
    "config/key-as-secret.toml": '[backpack]\napi_secret = "{{ assecret.key }}"\n',
    "config/both.ini": "[backpack]\napi_key = {{ both.key }}\napi_secret = {{ both.key }}\n",
    "config/mismatched.yaml": "backpack:\n  api_key: {{ one.key }}\n  api_secret: {{ other.secret }}\n",
    "config/wallet.env": "BACKPACK_API_SECRET={{ wallet.wallet | base58 }}\n",
    "config/foreign.env": f"BACKPACK_API_SECRET={_TOKEN}\n",
    "config/signature.env": "BACKPACK_API_SECRET={{ signed.signature }}\n",
    "config/damaged.env": "BACKPACK_API_SECRET={{ damaged.secret | first }}!{{ damaged.secret | second }}\n",
    "config/short.env": "BACKPACK_API_SECRET={{ short.secret | drop }}\n",
    "config/hex.env": "BACKPACK_API_SECRET={{ hexed.secret | hex }}\n",
    "config/noncanonical.env": "BACKPACK_API_SECRET={{ bits.secret | noncanonical }}\n",
    "config/weak-seed.env": f"BACKPACK_API_SECRET={_WEAK}\n",
    "config/weak-key.env": f"BACKPACK_API_KEY={_SMALL_ORDER}\n",
    "config/expanded.env": "BACKPACK_API_SECRET={{ expanded.expanded }}\n",
}
"""The demonstration: path and text with placeholders."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
