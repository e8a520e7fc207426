"""How far commits got, against a plain walk of the graph: merges of any shape, refs that come and go, replaced objects."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Collection
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.sources.git.command import Git
from auditor.sources.git.published import publication, unpublished

Graph = list[list[int]]
"""The parents of each commit; a parent has a smaller number."""


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Histories of two to ten commits with up to three parents each, criss-cross merges among them."""
    size = draw(st.integers(2, 10))
    parents = [st.lists(st.integers(0, number - 1), unique=True, max_size=3) for number in range(1, size)]
    return [[], *(draw(one) for one in parents)]


def ancestors(graph: Graph, tips: Collection[int]) -> set[int]:
    found: set[int] = set()
    left = list(tips)
    while left:
        commit = left.pop()
        if commit not in found:
            found.add(commit)
            left += graph[commit]
    return found


class Scene:
    """A bare-bones repository with a work tree and the commits of a graph, made in one call."""

    def __init__(self, folder: Path, graph: Graph) -> None:
        self.folder = folder
        self.run("init", "--quiet", "--initial-branch=unborn")
        self.run("config", "core.logAllRefUpdates", "false")
        self.run("remote", "add", "origin", "https://example.org/bot.git")
        lines = []
        for number, parents in enumerate(graph):
            lines += [f"commit refs/scratch/{number}", f"mark :{number + 1}", "committer C <c@example.org> 0 +0000"]
            lines += [f"data {len(str(number))}", str(number)]
            lines += [f"{'merge' if at else 'from'} :{parent + 1}" for at, parent in enumerate(parents)]
            lines += [""]
        self.run("fast-import", "--quiet", "--export-marks=.git/marks", stdin="\n".join(lines))
        marks = (line.split() for line in (folder / ".git" / "marks").read_text().splitlines())
        ids = {int(mark[1:]) - 1: key for mark, key in marks}
        self.ids = [ids[number] for number in range(len(graph))]

    def run(self, *arguments: str, stdin: str = "") -> None:
        subprocess.run(["git", *arguments], cwd=self.folder, input=stdin.encode(), check=True, capture_output=True)

    def point(self, kind: str, commits: Collection[int]) -> None:
        """Lets refs of a kind (`heads`, `remotes/origin`) lead to commits."""
        updates = "".join(f"update refs/{kind}/r{number} {self.ids[number]}\n" for number in sorted(commits))
        self.run("update-ref", "--stdin", stdin=updates)

    def published(self) -> set[int]:
        """The commits that count as published."""
        git = Git.at(self.folder, may_inherit=False)
        local = unpublished(git, publication(git), ("--stdin",), lines=self.ids)
        return {number for number, key in enumerate(self.ids) if local is None or key not in local}


@settings(max_examples=12)
@given(graph=graphs(), data=st.data())
def test_published_is_what_a_remote_reaches_and_nothing_else(graph: Graph, data: st.DataObject) -> None:
    commits = st.sets(st.integers(0, len(graph) - 1), max_size=3)
    remote, more, local = data.draw(commits), data.draw(commits), data.draw(commits)
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), graph)
        scene.point("remotes/origin", remote)
        before = scene.published()
        assert before == ancestors(graph, remote)
        scene.point("heads", local)
        assert scene.published() == before, "a branch of this machine publishes nothing"
        scene.point("remotes/origin", more)
        after = scene.published()
        assert before <= after
        assert after == ancestors(graph, remote | more)


@settings(max_examples=6)
@given(graph=graphs(), data=st.data())
def test_replace_refs_and_grafts_hide_nothing(graph: Graph, data: st.DataObject) -> None:
    numbers = st.integers(0, len(graph) - 1)
    remote, replaced, by, grafted = (data.draw(numbers) for _ in range(4))
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), graph)
        scene.point("remotes/origin", {remote})
        if replaced != by:
            scene.run("update-ref", f"refs/replace/{scene.ids[replaced]}", scene.ids[by])
        (Path(folder) / ".git" / "info").mkdir(exist_ok=True)
        (Path(folder) / ".git" / "info" / "grafts").write_text(f"{scene.ids[grafted]}\n")
        assert scene.published() == ancestors(graph, {remote})


@settings(max_examples=6)
@given(graph=graphs(), data=st.data())
def test_what_leads_to_a_missing_object_counts_as_published(graph: Graph, data: st.DataObject) -> None:
    remote = data.draw(st.integers(0, len(graph) - 1))
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), graph)
        ref = Path(folder) / ".git" / "refs" / "remotes" / "origin" / "gone"
        scene.point("remotes/origin", {remote})
        ref.write_text("1" * 40 + "\n")
        git = Git.at(Path(folder), may_inherit=False)
        known = publication(git)
        assert known.everything
        assert any("not there" in note for note in known.notes)
        assert scene.published() == set(range(len(graph)))
