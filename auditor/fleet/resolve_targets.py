"""Turns what a user names into targets: repositories, folders of repositories, plain folders, object stores, URLs.

Repositories of URLs are cloned into a cache, by git itself, with git's own credentials and nothing of any audited repository.
The clone runs in a folder of its own, so no configuration but the user's is in force, and hooks and templates are off.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from auditor.errors import RepositoryError, UsageError
from auditor.fleet.fleet_unit import Kind
from auditor.fleet.object_store import WEB
from auditor.fleet.record_store import ROOT
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.redaction import redacted
from auditor.sources.file_reader import walk
from auditor.sources.git.command import reason
from auditor.sources.git.git_program import environment, executable
from auditor.sources.git.repositories import located
from auditor.sources.git.repository_root import is_bare_repository, repository_root

_SECONDS = 3600.0
"""How long one clone may take."""
_OPTIONS = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor="),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "transfer.credentialsInUrl=die"),
)
_PROTOCOLS = "https:ssh:git:http:file"


def mirror_of(url: str, cache: Path) -> tuple[Path | None, str]:
    """Returns a mirror of a repository, cloned or brought up to date; or None, and why there is none.

    Args:
        url: Where the repository is, without credentials.
        cache: The folder of all mirrors.
    """
    folder = cache / f"{sha256(url.encode()).hexdigest()[:24]}.git"
    cache.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        # The URL is given again: what the mirror's own configuration says does not count.
        arguments = ("-C", str(folder), "fetch", "--prune", "--quiet", "--", url, "+refs/*:refs/*")
        return folder, _run(arguments, cache, url)
    part = cache / f".{folder.name}-{os.getpid()}"
    why = _run(("clone", "--mirror", "--quiet", "--template=", "--", url, str(part)), cache, url)
    if why:
        _remove(part)
        return None, why
    try:
        part.rename(folder)
    except OSError:
        _remove(part)  # Another run was faster.
    return folder, ""


def _run(arguments: tuple[str, ...], cache: Path, url: str) -> str:
    """Returns why git failed; empty where it did not."""
    own = {name: value for name, value in os.environ.items() if name in ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS")}
    variables = environment(os.environ, inherit=False) | own | {"GIT_ALLOW_PROTOCOL": _PROTOCOLS}
    variables.pop("GIT_NO_LAZY_FETCH", None)
    try:
        done = subprocess.run(
            [executable(), *_OPTIONS, *arguments],
            cwd=cache,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"git did not clone it within {_SECONDS:.0f} seconds"
    except OSError as error:
        return f"git cannot be started ({error.strerror})"
    if done.returncode == 0:
        return ""
    said = reason(done.stderr.decode("utf-8", "backslashreplace")).replace(url, "the repository")
    return f"git cannot clone it ({redacted(said)})"


def _remove(folder: Path) -> None:
    import shutil  # only after a failure

    shutil.rmtree(folder, ignore_errors=True)


_GIT_URL = re.compile(
    r"(?:git\+(?:https?|ssh|git|file)://.+|(?:ssh|git)://.+|[\w.-]+@[\w.-]+:.+|https?://.+\.git/?)", re.DOTALL
)
_CLONES = 8
"""Repositories that are cloned at once."""
_USER = re.compile(r"^(?P<scheme>[a-z+]+://)(?P<user>[^/@]+)@")


class FleetTarget(Struct, frozen=True, kw_only=True):
    """One repository, folder or bucket."""

    name: str
    """What reports call it."""
    kind: Kind
    location: str
    """An absolute path, or a URL without credentials."""
    nested: tuple[str, ...] = ()
    """Of a folder: the repositories in it, with a `/` at the end, which are targets of their own."""
    reason: str = ""
    """Why it cannot be read."""


def resolve(texts: Iterable[str], *, listed: Iterable[str] = (), clone: Path | None = None) -> list[FleetTarget]:
    """Returns the targets, each once, in their order.

    Args:
        texts: Paths and URLs that somebody typed.
        listed: More of them, of a list: a folder that is missing there is a target that cannot be read.
        clone: The folder of mirrors; None where nothing is to be cloned.

    Raises:
        UsageError: a text has credentials in it, or a typed one names no folder.
    """
    found: dict[tuple[str, str], FleetTarget] = {}
    typed = tuple(texts)
    everything = (*typed, *listed)
    clones = _all_cloned([text for text in everything if _GIT_URL.fullmatch(text)], clone)
    for number, text in enumerate(everything):
        may_miss = number >= len(typed)
        for target in (clones[text],) if text in clones else _local_or_store(text, may_miss=may_miss):
            found.setdefault((target.kind, target.location), target)
    names: dict[str, str] = {}
    for target in found.values():
        if names.setdefault(target.name, target.location) != target.location and target.kind != "files":
            raise UsageError(f"{target.name} names two repositories: give one of them by its absolute path")
    return list(found.values())


def _all_cloned(urls: Sequence[str], clone: Path | None) -> dict[str, FleetTarget]:
    """Returns the repositories of URLs; several are cloned at once, for each waits for its server."""
    if clone is None or len(urls) <= 1:
        return {url: _cloned(url.removeprefix("git+"), clone) for url in urls}
    from concurrent.futures import ThreadPoolExecutor  # only where there is somebody to wait for

    with ThreadPoolExecutor(_CLONES) as pool:
        targets = pool.map(lambda url: _cloned(url.removeprefix("git+"), clone), urls)
        return dict(zip(urls, targets, strict=True))


def _local_or_store(text: str, *, may_miss: bool) -> Iterator[FleetTarget]:
    scheme, separator, rest = text.partition("://")
    if separator and scheme == "file":
        yield from _local(unquote(urlsplit(text).path or rest), may_miss=may_miss)
    elif separator:
        _refuse_credentials(text)
        # Of a web server, what ends with a slash is a folder, and the rest is one object.
        location = text if scheme.lower() in WEB else text.rstrip("/")
        yield FleetTarget(name=redacted(text.rstrip("/")), kind="objects", location=location)
    else:
        yield from _local(text, may_miss=may_miss)


def _refuse_credentials(url: str) -> None:
    if url.partition("://")[0].lower() in WEB and urlsplit(url).query:
        raise UsageError(
            f"{redacted(url.partition('?')[0])}: the query of a URL often holds credentials (a signature, a token), so none "
            "is taken: leave it out, or use the store's own scheme (s3://, gs://, az://)"
        )
    user = _USER.match(url)
    if user and (":" in user["user"] or user["scheme"].startswith("http")):
        raise UsageError(
            f"{redacted(url)}: credentials do not belong into a URL; git's and the store's own are used (a credential "
            "helper, the environment, a role)"
        )


def _cloned(url: str, clone: Path | None) -> FleetTarget:
    _refuse_credentials(url)
    name = redacted(re.sub(r"^(?:[a-z+]+://)?(?:[\w.-]+@)?", "", url).removesuffix("/").removesuffix(".git"))
    if clone is None:
        return FleetTarget(name=name, kind="none", location=url, reason="not cloned: give --clone")
    folder, why = mirror_of(url, clone)
    if folder is None or why:
        return FleetTarget(name=name, kind="none", location=url, reason=why)
    return FleetTarget(name=name, kind="git", location=str(folder))


def _local(text: str, *, may_miss: bool) -> Iterator[FleetTarget]:
    path = Path(os.path.realpath(text))
    name = redacted(Path(text).as_posix().rstrip("/"))
    name = redacted(path.name) or str(path) if name in ("", ".", "..") else name
    if not path.is_dir():
        if may_miss:
            yield FleetTarget(name=name, kind="none", location=str(path), reason="no such folder")
            return
        hint = "; a plan is given alone, and a list of targets with --from" if path.is_file() else ""
        raise UsageError(f"{redacted(text)}: no such folder{hint}")
    if repository_root(str(path)) or is_bare_repository(path):
        yield _repository(path, name)
        return
    yield from _in_folder(path, name)


def _repository(path: Path, name: str) -> FleetTarget:
    try:
        home = located([path])[0].home
    except RepositoryError as error:
        return FleetTarget(name=name, kind="none", location=str(path), reason=redacted(str(error)))
    return FleetTarget(name=name, kind="git", location=home)


def _in_folder(path: Path, name: str) -> Iterator[FleetTarget]:
    """Yields the repositories in a folder, and the folder itself where it holds other files."""
    nested: list[str] = []
    has_files = False
    for found in walk(str(path), lambda folder: folder.endswith(f"{ROOT}/")):
        if isinstance(found, Skipped):
            if found.kind is SkipReason.BARE_REPOSITORY:
                nested.append(f"{found.path}/")
        elif found.endswith("/"):
            nested.append(found)
        else:
            has_files = True
    for folder in nested:
        yield _repository(path / folder, redacted(f"{name}/{folder.rstrip('/')}"))
    if has_files or not nested:
        yield FleetTarget(name=name, kind="files", location=str(path), nested=tuple(nested))
