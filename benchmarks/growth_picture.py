"""Draws measured growth: `python growth_picture.py measured.json growth.svg`, by a Python that has matplotlib.

The same figures give the same file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_BLUE, _GREY, _RED = "#0a58a8", "#8a8f98", "#c0392b"
_COLUMNS = 3
_STYLE = {
    "svg.hashsalt": "growth",
    "font.size": 9,
    "axes.edgecolor": "#b5bac1",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e6e8eb",
    "lines.markersize": 5,
}


def draw(results: list[Mapping[str, Any]], picture: Path) -> None:
    """One panel for each series, all with the same seconds."""
    mpl.rcParams.update(_STYLE)
    rows = -(-len(results) // _COLUMNS)
    figure = Figure(figsize=(11, 0.9 + 2.7 * rows), facecolor="white", layout="constrained")
    panels = figure.subplots(rows, _COLUMNS, sharey=True, squeeze=False).flat
    for panel, result in zip(panels, results, strict=False):
        _panel(panel, result)
    for panel in list(panels)[len(results) :]:
        panel.set_visible(False)
    figure.suptitle("backpack-audit scan: seconds against the size of the input, both axes logarithmic", weight="bold")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(picture, metadata={"Date": None, "Creator": None} if picture.suffix == ".svg" else None)


def _panel(panel: Axes, result: Mapping[str, Any]) -> None:
    sizes, (each, none) = result["sizes"], result["line"]
    lowest, highest = sizes[0], sizes[-1]
    steps = [lowest * (highest / lowest) ** (step / 100) for step in range(101)]
    fitted = [(size, each * size + none) for size in steps if each * size + none > 0]
    panel.plot(*zip(*fitted, strict=True), color=_RED, linewidth=0.8, label="straight line a + b·n through the seconds")
    panel.plot(sizes, result["cpu"], "s", color=_GREY, fillstyle="none", label="CPU time of all processes (median)")
    panel.plot(sizes, result["seconds"], "o", color=_BLUE, label="time on the clock (median)")
    panel.set(xscale="log", yscale="log", xlabel=result["unit"], ylabel="seconds", title=result["title"])
    panel.tick_params(labelleft=True)
    panel.minorticks_off()
    panel.grid(visible=True)
    note = f"work ~ n$^{{{result['power']:.2f}}}$\nin the last decade"
    panel.text(0.04, 0.95, note, transform=panel.transAxes, verticalalignment="top", color="#444b54", fontsize=8)


def main() -> None:
    figures, picture = map(Path, sys.argv[1:])
    draw(json.loads(figures.read_text()), picture)


if __name__ == "__main__":
    main()
