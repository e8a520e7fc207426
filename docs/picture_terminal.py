"""Draws `docs/terminal.svg`, a real run in a terminal, for the README: `python docs/picture_terminal.py` (or `make picture`)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from auditor.classification.sample_keys import expand

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "terminal.svg"
WIDTH = 100
FILES = {
    "README.md": "# A grid bot for Backpack Exchange\n\nIt trades with API key `{{ grid-7.key }}`.\n",
    "deploy/live.env": "BACKPACK_API_SECRET={{ grid-7.secret }}\n",
    "config/bot.yaml": "backpack:\n  api_key: {{ tax-2.secret }}\n  api_secret: {{ tax-2.key }}\n",
}
"""A pair over two files, and a swapped one."""
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="A run of backpack-audit">
<style>
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, Menlo, Consolas, monospace; line-height: {line_height}px }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""rich's own frame without the font that it would load from another host."""


def main() -> None:
    """Scans the example, and draws what the terminal shows."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(expand(text), encoding="utf-8")
        for arguments in (["init", "--quiet"], ["add", "--all"]):
            subprocess.run(["git", *arguments], cwd=folder, check=True)
        command = [sys.executable, "-m", "auditor.cli.main", "scan", "--color", "always"]
        environment = os.environ | {"COLUMNS": str(WIDTH), "LC_ALL": "C.UTF-8"}
        ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    PICTURE.write_text(drawn(shortened(ran.stdout)), encoding="utf-8")


def shortened(output: str) -> str:
    """The output with keys as people recognise them, by their first eight characters."""
    return re.sub(r"([A-Za-z0-9+/]{8})[A-Za-z0-9+/]{35}=", r"\1…", output)


def drawn(output: str) -> str:
    """Returns the output of a terminal as SVG."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True, legacy_windows=False)
        console.print(Text.from_ansi(f"$ backpack-audit scan\n{output}"))
        return console.export_svg(
            title="backpack-audit scan", theme=DIMMED_MONOKAI, code_format=FORMAT, unique_id="terminal"
        )


if __name__ == "__main__":
    main()
