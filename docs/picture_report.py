"""Takes the picture of the HTML report for the README: `python docs/picture_report.py` (or `make picture`).

Needs Chromium and Playwright, as the browser tests do.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from example_repository import AS_OF, build

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "report.png"
WIDTH, HEIGHT = 1200, 1560


def main() -> None:
    """Audits the example repository, and photographs the head of its report in light colours."""
    from playwright.sync_api import sync_playwright  # a dependency of development only

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        repository, report = Path(folder) / "grid-bot", Path(folder) / "report.html"
        build(repository)
        command = [sys.executable, "-m", "auditor.cli.main", "policy", "--history", "--as-of", AS_OF]
        subprocess.run([*command, "--format", f"html={report}"], cwd=repository, check=False)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(report.as_uri())
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
