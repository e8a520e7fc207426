"""Whole reports, compared with the files in `expected/`.

To accept a change of layout, run with REWRITE_EXPECTED=1 and read the difference before it is committed.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from report_examples import ALL, KEY_A, KEY_B

from auditor.reporters._shared.render_options import RenderOptions, Verbosity
from auditor.reporters._shared.reporter_registry import formats, render

FOLDER = Path(__file__).parent / "expected"
CASES = {
    **{
        f"{example}.{name}": (example, name, RenderOptions())
        for example in ALL
        for name in formats()
        if name != "html" and (example == "everything" or name not in {"codequality", "sarif", "gitlab"})
    },
    "everything-40.text": ("everything", "text", RenderOptions(width=40)),
    "everything-80.text": ("everything", "text", RenderOptions(width=80)),
    "everything-ascii.text": ("everything", "text", RenderOptions(unicode=False)),
    "everything-color.text": ("everything", "text", RenderOptions(color=True)),
    "everything-quiet.text": (
        "everything",
        "text",
        RenderOptions(verbosity=Verbosity.QUIET, show_suppressed=True),
    ),
    "everything-verbose.text": (
        "everything",
        "text",
        RenderOptions(verbosity=Verbosity.VERBOSE, show_suppressed=True),
    ),
    "suppressed-shown.text": ("suppressed", "text", RenderOptions(show_suppressed=True)),
    "suppressed-shown.markdown": ("suppressed", "markdown", RenderOptions(show_suppressed=True)),
    "started.gitlab": ("incomplete", "gitlab", RenderOptions(started=datetime(2026, 8, 1, 12, 30, tzinfo=UTC))),
}
_MASKS = {KEY_A: "@KEY-A@", KEY_B: "@KEY-B@", KEY_A[:8]: "@A@", KEY_B[:8]: "@B@", "\x1b": "@ESC@"}
"""No key is in the repository, not even a made-up one."""


@pytest.mark.parametrize("case", CASES)
def test_the_report_is_as_expected(case: str) -> None:
    example, name, options = CASES[case]
    text = render(name, ALL[example], options)
    for shown, mask in _MASKS.items():
        text = text.replace(shown, mask)
    file = FOLDER / case
    if os.environ.get("REWRITE_EXPECTED"):
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")


def test_no_expected_file_is_left_over() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(CASES)
