"""Draws `docs/flow.svg` from the real import graph: `python docs/draw_flow.py` (or `make picture`).

The band on top is the flow of a value. Below it, rows are the layers of `[tool.importlinter]`, highest first, and a line
is an import from one package into another, thicker for more imports; lines that follow from others are left out.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
FLOW = {
    "sources": "blobs",
    "prefilter": "matches",
    "readers": "fields",
    "classification": "material",
    "pairing": "evidence",
    "evaluation": "findings",
    "suppression": "statuses",
    "reporters": "report",
}
"""The stages in order, each with what it gives to the next; plaintext ends in `classification`."""
PLAINTEXT = frozenset({"sources", "prefilter", "readers", "classification", "archives", "scanner", "generic", "fix"})
"""Packages in which raw values exist."""
WIDTH, ROW, BOX_HEIGHT, GAP, TOP = 1080, 54, 34, 40, 236
COLUMNS = (-250, 0, 250)
"""Shifts of rows with one package, in turn, so that lines between distant rows do not all run through one column."""
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2933 }
.small { font-size: 11px; fill: #52606d }
.title { font-size: 17px; font-weight: 600 }
.box { fill: #f5f7fa; stroke: #9aa5b1 }
.plain { fill: #fff3d6; stroke: #d9a514 }
.import { fill: none; stroke: #7b8794; stroke-opacity: .6 }
.cut { stroke: #b91c1c; stroke-width: 2; stroke-dasharray: 5 4 }
"""


def main() -> None:
    """Writes the picture."""
    (ROOT / "docs" / "flow.svg").write_text(drawn(), encoding="utf-8")


def drawn() -> str:
    """Returns the picture as SVG."""
    rows = _layers()
    boxes = _boxes(rows)
    height = TOP + ROW * len(rows) + 30
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="Packages of auditor in layers, with their imports and the order of the flow">'
        ),
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        '<text class="title" x="24" y="34">The flow of a value</text>',
        '<text class="small" x="24" y="56">Yellow packages hold raw values and run in worker processes.</text>',
        *_flow(),
        '<text class="title" x="24" y="200">Layers and imports</text>',
        '<text class="small" x="24" y="220">Imports point downward only.</text>',
    ]
    for (importer, imported), count in sorted(_reduced(_imports()).items()):
        if importer in boxes and imported in boxes:
            parts.append(_curve(boxes[importer], boxes[imported], count))
    parts.extend(_box(name, place, _size(name)) for name, place in boxes.items())
    return "\n".join((*parts, "</svg>", ""))


def _layers() -> list[list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contract = settings["contracts"][0]
    return [[name.strip() for name in layer.split(":")] for layer in contract["layers"]]


def _boxes(rows: list[list[str]]) -> dict[str, tuple[float, float, float]]:
    """Returns the left edge, top edge and width of every package's box."""
    found: dict[str, tuple[float, float, float]] = {}
    for number, row in enumerate(rows):
        widths = [9 * len(name) + 62 for name in row]
        shift = COLUMNS[number % len(COLUMNS)] if len(row) == 1 else 0
        left = (WIDTH - sum(widths) - GAP * (len(row) - 1)) / 2 + shift
        for name, width in zip(row, widths, strict=True):
            found[name] = (left, float(TOP + ROW * number), float(width))
            left += width + GAP
    return found


def _imports() -> Counter[tuple[str, str]]:
    graph = grimp.build_graph("auditor", exclude_type_checking_imports=True, cache_dir=None)
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = _package(module), _package(imported)
            found[pair] += pair[0] != pair[1]
    return +found


def _reduced(imports: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Leaves out an import between packages that are also joined by way of others (transitive reduction)."""
    below: dict[str, set[str]] = {}
    for importer, imported in imports:
        below.setdefault(importer, set()).add(imported)

    def reaches(start: str, end: str) -> bool:
        return start == end or any(reaches(each, end) for each in below.get(start, ()))

    return {
        (importer, imported): count
        for (importer, imported), count in imports.items()
        if not any(reaches(each, imported) for each in below[importer] - {imported})
    }


def _flow() -> Iterator[str]:
    step = (WIDTH - 48) / len(FLOW)
    for number, (name, result) in enumerate(FLOW.items()):
        left = 24 + step * number
        yield _box(name, (left, 84, step - 14), "")
        yield f'<text class="small" x="{left + 12:.0f}" y="134">{escape(result)} →</text>'
    cut = 24 + step * (list(FLOW).index("classification") + 1) - 7
    yield f'<path class="cut" d="M{cut:.0f} 70V150"/><text class="small" x="{cut - 4:.0f}" y="164">no plaintext from here</text>'


def _package(module: str) -> str:
    return ([*module.split("."), ""])[1]


def _size(name: str) -> str:
    path = ROOT / "auditor" / name
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return f"{len(files)} file{'s' * (len(files) != 1)}"


def _curve(start: tuple[float, float, float], end: tuple[float, float, float], count: int) -> str:
    x1, y1 = start[0] + start[2] / 2, start[1] + BOX_HEIGHT
    x2, y2 = end[0] + end[2] / 2, end[1]
    middle = (y1 + y2) / 2
    width = 0.6 + min(count, 40) / 12
    return f'<path class="import" stroke-width="{width:.1f}" d="M{x1:.0f} {y1:.0f}C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}"/>'


def _box(name: str, place: tuple[float, float, float], size: str) -> str:
    left, top, width = place
    kind = "box plain" if name in PLAINTEXT else "box"
    return (
        f'<rect class="{kind}" x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{BOX_HEIGHT}" rx="6"/>'
        f'<text x="{left + 12:.0f}" y="{top + 21:.0f}">{escape(name)}</text>'
        f'<text class="small" x="{left + width - 8:.0f}" y="{top + 21:.0f}" text-anchor="end">{size}</text>'
    )


if __name__ == "__main__":
    main()
