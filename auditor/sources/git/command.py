"""Tells how git is run on a repository that nobody trusts: nothing that its configuration names is ever executed.

Argument lists, no shell, no pager, no prompt, no network. Only plumbing that reads is used, and what the scanned
repository's own configuration could attach to it (fsmonitor, hooks, lazy fetches, replaced objects, grafts) is turned
off for every call. The user's own configuration stays in force: that is where `safe.directory` is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from auditor.errors import RepositoryError
from auditor.sources.git.git_program import OLDEST, dotted, environment, executable, version
from auditor.sources.git.process import Running, anonymous_file
from auditor.sources.git.repository_root import names_a_work_tree, repository_root

_OPTIONS = (
    "--no-pager",
    "--no-replace-objects",
    "--no-optional-locks",
    *("-c", "core.fsmonitor="),  # Empty and not `false`: before 2.36 that would be the name of a program.
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.pager=cat"),
    *("-c", "diff.orderFile=/dev/null"),  # Where the repository names a FIFO, git would wait for it.
    *("-c", "protocol.allow=never"),
    *("-c", "core.commitGraph=false"),  # A graph can deny the parents of a commit: the commit itself cannot.
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    # Else a tracked BOT.ENV of a repository that says so hides an untracked bot.env, where both can exist.
    *(("-c", "core.ignoreCase=false") if sys.platform == "linux" else ()),
)


class NotARepositoryError(RepositoryError):
    """The folder is in no git repository."""


class Answer(NamedTuple):
    """What git said."""

    code: int
    output: bytes
    messages: str


class Git(Struct, frozen=True):
    """Git at work in one folder; picklable, so that workers can run it too."""

    folder: str
    inherit: bool = False
    """Whether the repository is the one that the environment names (`GIT_DIR`, `GIT_INDEX_FILE`), as in a hook."""
    home: str = ""
    """The work tree to use, where the repository's own configuration names another folder (`core.worktree`)."""
    settings: tuple[tuple[str, str], ...] = ()
    """Configuration of every call: keys and values. Unlike those of `-c`, the keys may hold `=`."""

    @classmethod
    def at(cls, folder: Path, *, may_inherit: bool = True) -> Git:
        """Returns git for a folder.

        Args:
            folder: an absolute path.
            may_inherit: whether the environment may name the repository; it speaks for the current directory only,
                where git runs its hooks.
        """
        git = cls(os.fspath(folder), inherit=may_inherit and folder == Path.cwd())
        return git if git.is_named_by_environment else replace(git, home=_home_instead(git))

    @property
    def is_named_by_environment(self) -> bool:
        """Whether the environment says which repository this folder belongs to."""
        return self.inherit and "GIT_DIR" in os.environ

    def ask(self, *arguments: str, lines: Iterable[str] = ()) -> Answer:
        """Runs a command to its end; `lines` are its input.

        Raises:
            RepositoryError: git is missing or stuck.
        """
        with self.start(*arguments, lines=lines) as running:
            return answer_of(running)

    def start(
        self, *arguments: str, lines: Iterable[str] = (), after: Running | None = None, feed: bool = False
    ) -> Running:
        """Starts a command whose output is read while it runs.

        Its input is nothing, or `lines`, or what the command `after` says, or with `feed` what the caller writes.

        Raises:
            RepositoryError: git is missing.
        """
        from subprocess import DEVNULL, PIPE  # 5 ms, which an event of a coding agent can do without

        stdin: int | BinaryIO = PIPE if feed else DEVNULL
        if after:
            stdin = after.output
        elif given := "".join(f"{line}\n" for line in lines).encode():
            stdin = anonymous_file()  # Through a pipe, git could wait for its reader, who waits for git to read.
            stdin.write(given)
            stdin.seek(0)
        command = [executable(), *_OPTIONS, *arguments]
        running = Running(command, self.folder, self._environment(), stdin=stdin)
        if not isinstance(stdin, int):
            stdin.close()
        return running

    def _environment(self) -> dict[str, str]:
        found = environment(os.environ, inherit=self.inherit)
        if self.home:
            found |= {"GIT_DIR": str(Path(self.home, ".git")), "GIT_WORK_TREE": self.home}
        return found | _configuration(self.settings, found.get("GIT_CONFIG_COUNT", ""))

    def failure(self, messages: str) -> RepositoryError:
        """Returns the error that a failed command means, as a sentence that names the remedy."""
        where = self.folder
        if "dubious ownership" in messages or "unsafe repository" in messages:
            return RepositoryError(
                f"{where}: the repository belongs to another user, so git refuses to read it; "
                f"if you trust it: git config --global --add safe.directory {_proposed(messages) or where}"
            )
        if version() < OLDEST:
            return RepositoryError(f"git {dotted(version())} is too old: install git {dotted(OLDEST)} or later")
        if "not a git repository" in messages:
            return NotARepositoryError(f"{where}: not in a git repository")
        if "must be run in a work tree" in messages:
            return RepositoryError(f"{where}: inside a git repository, but not in a work tree; scan --history reads it")
        return RepositoryError(f"{where}: git cannot read the repository ({reason(messages)}); git fsck may say more")


def answer_of(running: Running) -> Answer:
    """Returns what a command says that was started, once it has ended.

    Raises:
        RepositoryError: git is stuck.
    """
    output = b"".join(running.chunks())
    return Answer(running.finish(), output, running.messages())


@contextmanager
def understood_answers() -> Iterator[None]:
    """Makes an error for people of what it means that git's answers have another form than git's: a wrapper, say.

    Raises:
        RepositoryError: an answer could not be parsed.
    """
    try:
        yield
    except (ValueError, LookupError) as error:
        if not _is_about_an_answer(error.__traceback__):
            raise
        raise RepositoryError(
            f"git {dotted(version())} answers in a form that is not known, so nothing was audited: is `git` a wrapper that adds "
            "lines of its own?"
        ) from None


def _is_about_an_answer(traceback: TracebackType | None) -> bool:
    """Returns whether the code of ours that met an error was parsing what git said."""
    files = []
    while traceback is not None:
        files.append(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next
    package = str(Path(__file__).parent)
    top = str(Path(__file__).parents[2])
    return next((file for file in reversed(files) if file.startswith(top)), "").startswith(package)


def _home_instead(git: Git) -> str:
    """Returns the work tree to name to git, if the one that it would take is another; else an empty text.

    `core.worktree` of a repository's own configuration can name any folder: its files would be read, and those next
    to `.git` would not; so it is of a repository that lies among the files, without `.git`. Git is asked only where a configuration has the word or includes another file, and first without
    the override, so that it refuses repositories of other users as always.
    """
    home = repository_root(git.folder)
    if home is None:
        return ""
    if _passes_by_another(Path(git.folder), Path(home)):
        return home if git.ask("rev-parse", "--is-bare-repository").output == b"false\n" else ""
    if not names_a_work_tree(Path(home, ".git")):
        return ""
    answer = git.ask("rev-parse", "--show-toplevel")
    if answer.code and "dubious ownership" in answer.messages:
        return ""
    top = os.fsdecode(answer.output.removesuffix(b"\n"))
    return "" if answer.code == 0 and os.path.realpath(top) == os.path.realpath(home) else home


def _passes_by_another(folder: Path, home: Path) -> bool:
    """Returns whether git takes a folder on the way to `.git` for a repository of its own.

    It needs no `.git` for that, so that it can be committed. A bare one is what somebody asks for by its path; one that
    names a work tree would answer for files around it.
    """
    if ".git" in folder.parts[len(home.parts) :]:
        return False
    while folder not in {home, folder.parent}:
        if os.path.lexists(folder / "HEAD") and os.path.isdir(folder / "objects"):
            return True
        folder = folder.parent
    return False


def reason(messages: str) -> str:
    """Returns the line of git's messages that says what is wrong, without any configured value that it quotes."""
    lines = [line.strip() for line in messages.splitlines() if line.strip()]
    line = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else "no reason given")
    before, quoted, rest = line.partition("config value '")
    if quoted and "' for" in rest:
        line = f"{before}config value for" + rest.rpartition("' for")[2]
    return re.sub(r"^(fatal|error|warning): ", "", line)


def _configuration(settings: Sequence[tuple[str, str]], present: str) -> dict[str, str]:
    """Returns the variables that add settings to those that the environment has already."""
    first = int(present) if present.isdecimal() else 0
    found = {"GIT_CONFIG_COUNT": str(first + len(settings))} if settings else {}
    for number, (key, value) in enumerate(settings, first):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _proposed(messages: str) -> str:
    """Returns the folder that git itself proposes to trust."""
    return found[1] if (found := re.search(r"safe\.directory (.+)", messages)) else ""
