"""How far a secret got that is in a commit: on this machine, or where a remote has it; always with real git."""

from __future__ import annotations

import pytest
from reach_scene import PAIR, clone, leaks, reach_of, scanned
from repositories import MakeRepository, Repository

from auditor import Scope

BOTH = pytest.mark.parametrize("scope", [Scope.WORKTREE, Scope.HISTORY])


@pytest.fixture
def remote(make_repository: MakeRepository) -> Repository:
    return make_repository("remote.git", "--bare")


@pytest.fixture
def work(remote: Repository) -> Repository:
    """A clone whose first commit is on the remote."""
    work = clone(remote, "work")
    work.write("README.md", "A bot.\n")
    work.commit()
    work.git("push", "--quiet", "origin", "HEAD")
    return work


def leak(repository: Repository, name: str = "bot.cfg") -> str:
    repository.write(name, PAIR)
    return repository.commit("Add configuration")


@BOTH
def test_without_a_remote_a_commit_is_local(repository: Repository, scope: Scope) -> None:
    leak(repository)
    report = scanned(repository.path, scope)
    assert [(one.rule_id, one.severity, one.reach, one.action) for one in leaks(report)] == [
        ("BPK101", "high", "local", "rewrite")
    ]


@BOTH
def test_a_commit_is_published_when_it_is_pushed(work: Repository, scope: Scope) -> None:
    leak(work)
    assert reach_of(scanned(work.path, scope)) == "local"
    work.git("push", "--quiet", "origin", "HEAD")
    report = scanned(work.path, scope)
    assert [(one.rule_id, one.severity, one.reach, one.action) for one in leaks(report)] == [
        ("BPK101", "critical", "published", "revoke")
    ]


@BOTH
def test_the_first_commit_of_the_clone_of_an_empty_repository_is_local(remote: Repository, scope: Scope) -> None:
    work = clone(remote, "work")
    leak(work)
    assert reach_of(scanned(work.path, scope)) == "local"


@BOTH
def test_a_secret_that_another_clone_pushed(work: Repository, remote: Repository, scope: Scope) -> None:
    other = clone(remote, "other")
    leak(other)
    other.git("push", "--quiet", "origin", "HEAD")
    work.git("fetch", "--quiet")
    assert reach_of(scanned(work.path)) is None
    assert reach_of(scanned(work.path, Scope.HISTORY)) == "published"
    work.git("merge", "--quiet", "--ff-only", "@{upstream}")
    assert reach_of(scanned(work.path, scope)) == "published"


@BOTH
def test_a_published_secret_stays_published_in_a_file_that_has_changed_since(work: Repository, scope: Scope) -> None:
    leak(work)
    work.git("push", "--quiet", "origin", "HEAD")
    work.write("bot.cfg", "# moved\n\n" + PAIR)
    assert reach_of(scanned(work.path, scope)) == "published"
    work.git("add", "--all")
    assert reach_of(scanned(work.path, scope)) == "published"
    work.commit("Move")
    assert reach_of(scanned(work.path, scope)) == "published"


def test_a_secret_that_comes_back(work: Repository) -> None:
    """Taken out and pushed, then added once more: history has had it."""
    leak(work)
    work.write("bot.cfg", "nothing\n")
    work.commit()
    work.git("push", "--quiet", "origin", "HEAD")
    work.write("bot.cfg", PAIR)
    assert reach_of(scanned(work.path)) == "published"
    work.git("add", "--all")
    assert reach_of(scanned(work.path, Scope.STAGED)) == "published"


@BOTH
def test_a_forced_push_leaves_its_trace(work: Repository, scope: Scope) -> None:
    leak(work)
    work.git("push", "--quiet", "origin", "HEAD")
    work.git("reset", "--quiet", "--soft", "HEAD~1")
    work.commit("The same once more", date="2024-02-02T00:00:00+00:00")
    work.git("push", "--quiet", "--force", "origin", "HEAD~1:main")
    assert reach_of(scanned(work.path, scope)) == "published"


def test_a_commit_that_only_the_log_of_a_remote_branch_remembers(work: Repository) -> None:
    leak(work)
    work.git("push", "--quiet", "origin", "HEAD")
    work.git("push", "--quiet", "--force", "origin", "HEAD~1:main")
    assert reach_of(scanned(work.path)) == "published"
    assert reach_of(scanned(work.path, Scope.HISTORY)) == "published"


def test_a_branch_that_the_remote_has_deleted(work: Repository, remote: Repository) -> None:
    work.git("switch", "--quiet", "-c", "feature")
    leak(work)
    work.git("push", "--quiet", "--set-upstream", "origin", "feature")
    remote.git("branch", "-D", "feature")
    work.git("fetch", "--quiet", "--prune")
    report = scanned(work.path)
    assert reach_of(report) == "published"
    assert any("the upstream of 1 branch is gone" in note for note in report.notes)


@BOTH
def test_a_local_tag_publishes_nothing(work: Repository, scope: Scope) -> None:
    leak(work)
    work.git("tag", "v1")
    work.git("tag", "-m", "second", "v2")
    assert reach_of(scanned(work.path, scope)) == "local"


def test_a_fetched_tag_is_published(work: Repository, remote: Repository) -> None:
    other = clone(remote, "other")
    leak(other)
    other.git("tag", "v1")
    other.git("push", "--quiet", "origin", "v1")
    work.git("fetch", "--quiet", "--tags")
    (work.path / ".git" / "FETCH_HEAD").unlink()
    assert reach_of(scanned(work.path, Scope.HISTORY)) == "published"


def test_a_stash_is_local(work: Repository) -> None:
    work.write("README.md", PAIR)
    work.git("stash")
    report = scanned(work.path, Scope.HISTORY)
    assert reach_of(report) == "local"
    introduced = leaks(report)[0].introduced
    assert introduced is not None
    assert introduced.refs == ("stash",)


def test_what_a_rebase_left_behind_is_local(work: Repository) -> None:
    leak(work)
    work.git("reset", "--quiet", "--hard", "HEAD~1")
    assert reach_of(scanned(work.path, Scope.HISTORY)) is None
    assert reach_of(scanned(work.path, Scope.HISTORY, unreachable=True)) == "local"


def test_a_bare_repository_is_published(work: Repository, remote: Repository) -> None:
    leak(work)
    work.git("push", "--quiet", "origin", "HEAD")
    assert reach_of(scanned(remote.path, Scope.HISTORY)) == "published"


def test_a_mirror_is_published(work: Repository) -> None:
    work.git("config", "remote.origin.mirror", "true")
    leak(work)
    assert reach_of(scanned(work.path)) == "published"


def test_any_of_several_remotes_publishes(work: Repository, make_repository: MakeRepository) -> None:
    fork = make_repository("fork.git", "--bare")
    work.git("config", "url." + str(fork.path) + ".insteadOf", "gh:fork")
    work.git("remote", "add", "fork", "gh:fork")
    leak(work)
    assert reach_of(scanned(work.path)) == "local"
    work.git("push", "--quiet", "fork", "HEAD")
    assert reach_of(scanned(work.path)) == "published"


def test_a_pull_request_that_was_fetched_without_a_ref(work: Repository, remote: Repository) -> None:
    other = clone(remote, "other")
    leak(other)
    other.git("push", "--quiet", "origin", "HEAD:refs/pull/1/head")
    work.git("fetch", "--quiet", "origin", "pull/1/head")
    work.git("switch", "--quiet", "-c", "review", "FETCH_HEAD")
    assert reach_of(scanned(work.path)) == "published"


def test_a_linked_work_tree(work: Repository) -> None:
    work.git("worktree", "add", "--quiet", "-b", "side", "../side")
    side = Repository(work.path.parent / "side")
    leak(side)
    assert reach_of(scanned(side.path)) == "local"
    assert reach_of(scanned(work.path, Scope.HISTORY)) == "local"
    side.git("push", "--quiet", "origin", "side")
    assert reach_of(scanned(side.path)) == "published"


def test_a_submodule_is_judged_by_its_own_remote(work: Repository, make_repository: MakeRepository) -> None:
    library = make_repository("library")
    leak(library)
    work.git("submodule", "--quiet", "add", str(library.path), "library")
    assert reach_of(scanned(work.path)) == "published"


def test_a_shallow_clone_counts_what_it_cannot_know(work: Repository, remote: Repository) -> None:
    leak(work)
    work.git("push", "--quiet", "origin", "HEAD")
    path = remote.path.parent / "shallow"
    work.git("clone", "--quiet", "--depth=1", f"file://{remote.path}", str(path))
    shallow = Repository(path)
    assert reach_of(scanned(path)) == "published"
    shallow.write("other.cfg", PAIR.replace("BACKPACK", "BPX"))
    shallow.commit()
    assert {str(one.reach) for one in leaks(scanned(path))} == {"published"}


def test_a_remote_branch_without_its_commit_is_not_known(work: Repository) -> None:
    leak(work)
    ref = work.path / ".git" / "refs" / "remotes" / "origin" / "main"
    ref.write_text("1" * 40 + "\n", encoding="ascii")
    report = scanned(work.path)
    assert reach_of(report) == "published"
    assert any("not known" in note for note in report.notes)
