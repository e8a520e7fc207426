"""Objects of stores and files of remote file systems: listed, read in pieces, and written, through obstore or fsspec.

Credentials are those of the machine: the environment, a role, a profile. None is taken from a URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from auditor.errors import DependencyError, UsageError
from auditor.fleet.fleet_unit import ObjectRef
from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason
from auditor.redaction import redacted
from auditor.wording.skip_words import skip

WEB = ("http", "https")
_OBSTORE = ("file", "s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss", "https", "http", "memory")
"""URL schemes that obstore reads; fsspec has the others (sftp, smb, webhdfs, ...)."""
_PIECE = 1 << 20
_MOST_REASON = 160
_DENIED = "permission denied by the store"
_REFUSED = re.compile(r"status code: 40[13]\b")
"""What obstore says of a bucket that must not be listed, as an error of no kind."""
_TIMED = re.compile(r" in [0-9.]+[a-zµ]+|, after \d+ retries, max_retries: \d+, retry_timeout: \d+s ?")
"""What differs from run to run in errors of obstore."""
CHANGED = "changed since it was listed: the next run reads it"


class ObjectError(OSError):
    """An object or a store that cannot be read, with the reason in `strerror`."""

    def __init__(self, reason: str) -> None:
        super().__init__(5, reason)


class Objects(Protocol):
    """A prefix of an object store, or a folder of a remote file system."""

    def listed(self) -> Iterator[ObjectRef]:
        """Yields every object below the prefix; raises `OSError` where it cannot be listed."""
        ...

    def pieces(self, name: str, etag: str) -> Iterator[bytes]:
        """Yields an object in pieces; raises `OSError` where it cannot be read, or has another entity tag."""
        ...

    def put(self, name: str, data: bytes, *, create: bool) -> None:
        """Writes an object; raises `FileExistsError` where `create` says that it must not be there, and it is."""
        ...


def open_objects(url: str) -> Objects:
    """Returns the objects at a URL.

    Raises:
        UsageError: no such store.
        DependencyError: what reads it is not installed.
    """
    scheme = url.partition("://")[0].lower()
    try:
        if scheme in WEB:
            return _WebObject(url) if urlsplit(url).path.rpartition("/")[2] else _Obstore(url.rstrip("/"))
        if scheme in _OBSTORE:
            return _Obstore(url)
        return _Fsspec(url)
    except ImportError as error:
        # For a scheme of its own, fsspec says which package it lacks.
        needs = f"needs {error.name}: pip install 'backpack-audit[fleet]'" if error.name else _cut(error)
        raise DependencyError(f"{redacted(url)}: {needs}") from None
    except (ValueError, OSError) as error:
        unknown = str(error).startswith("Protocol not known")
        why = f"nothing here reads {scheme}://: use s3, gs, az, https, file or a scheme of fsspec" if unknown else ""
        raise UsageError(f"{redacted(url)}: {why or _cut(error)}") from None


def listed_objects(url: str) -> Iterator[ObjectRef | Skipped]:
    """Yields the objects at a URL, and why it could not be listed to its end, where it could not.

    Raises:
        UsageError: no such store.
        DependencyError: what reads it is not installed.
    """
    objects = open_objects(url)
    try:
        yield from objects.listed()
    except OSError as error:
        yield skip(".", SkipReason.UNLISTABLE_STORE, reason=error.strerror or _cut(error))


class RemoteFiles:
    """Records in an object store: `record_store.Files`."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    @classmethod
    def at(cls, url: str) -> RemoteFiles:
        """Returns the files at a URL.

        Raises:
            AuditError: it cannot be opened.
        """
        is_web = url.partition("://")[0].lower() in WEB
        return cls(open_objects(f"{url}/" if is_web and not url.endswith("/") else url))

    def names(self, folder: str) -> Iterator[str]:
        """Yields the names below a folder, as `Files` says."""
        return (one.name for one in self._objects.listed() if one.name.startswith(f"{folder}/"))

    def read(self, name: str) -> bytes:
        """Returns a file's content, as `Files` says."""
        return b"".join(self._objects.pieces(name, ""))

    def create(self, name: str, data: bytes) -> bool:
        """Puts an object unless there is one, as `Files` says."""
        try:
            self._objects.put(name, data, create=True)
        except FileExistsError:
            return False
        return True

    def write(self, name: str, data: bytes) -> None:
        """Puts an object, as `Files` says."""
        self._objects.put(name, data, create=False)


class _Obstore:
    def __init__(self, url: str) -> None:
        import obstore  # 48 ms, in the extra `fleet`
        from obstore import exceptions
        from obstore.store import from_url

        self._api: Any = obstore
        self._errors: Any = exceptions
        with self._translated():
            options: Any = {"client_options": {"allow_http": True}} if url.lower().startswith("http://") else {}
            self._store: Any = from_url(url, **options)

    def listed(self) -> Iterator[ObjectRef]:
        with self._translated():
            for page in self._api.list(self._store):
                yield from (_reference(one) for one in page)

    def pieces(self, name: str, etag: str) -> Iterator[bytes]:
        options = {"if_match": etag} if etag.startswith(('"', "W/")) else None
        with self._translated():
            found = self._api.get(self._store, name, options=options)
            if etag and not options and _reference(found.meta).etag != etag:
                raise ObjectError(CHANGED)
            for piece in found.stream(min_chunk_size=_PIECE):
                yield bytes(piece)

    def put(self, name: str, data: bytes, *, create: bool) -> None:
        with self._translated():
            self._api.put(self._store, name, data, mode="create" if create else "overwrite")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        errors = self._errors
        try:
            yield
        except errors.AlreadyExistsError:
            raise FileExistsError from None
        except errors.PreconditionError:
            raise ObjectError(CHANGED) from None
        except (errors.PermissionDeniedError, errors.UnauthenticatedError):
            raise ObjectError(_DENIED) from None
        except FileNotFoundError:
            raise ObjectError("no longer there") from None
        except errors.BaseError as error:
            raise ObjectError(_DENIED if _REFUSED.search(str(error)) else _cut(error)) from None


class _WebObject(_Obstore):
    """One object of a web server: few of them can list a folder (WebDAV)."""

    def __init__(self, url: str) -> None:
        folder, _, self._name = url.rpartition("/")
        super().__init__(folder)

    def listed(self) -> Iterator[ObjectRef]:
        with self._translated():
            yield _reference(self._api.head(self._store, self._name))


def _reference(meta: Mapping[str, Any]) -> ObjectRef:
    etag = meta.get("e_tag") or f"{meta['last_modified']:%Y%m%dT%H%M%S.%f}"
    return ObjectRef(meta["path"], etag, meta["size"])


class _Fsspec:
    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs  # 314 ms, in the extra `fleet`

        self._system: Any
        self._system, root = url_to_fs(url)
        self._root: str = root.rstrip("/")

    def listed(self) -> Iterator[ObjectRef]:
        for path, info in sorted(self._system.find(self._root, detail=True).items()):
            yield ObjectRef(path[len(self._root) :].lstrip("/"), _tag(info), info.get("size") or -1)

    def pieces(self, name: str, etag: str) -> Iterator[bytes]:
        path = f"{self._root}/{name}"
        if etag and _tag(self._system.info(path)) != etag:
            raise ObjectError(CHANGED)
        with self._system.open(path, "rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        # Nothing holds a version of it open: pieces before and after a change are a file that never was.
        if etag and _tag(self._system.info(path)) != etag:
            raise ObjectError(CHANGED)

    def put(self, name: str, data: bytes, *, create: bool) -> None:
        path = f"{self._root}/{name}"
        self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
        if create and self._system.exists(path):
            raise FileExistsError
        self._system.pipe_file(path, data)


def _tag(info: Mapping[str, Any]) -> str:
    """Returns what changes with the content, as far as a file system tells."""
    for name in ("ETag", "etag", "md5", "md5Hash", "mtime", "LastModified", "last_modified", "modified", "created"):
        if value := info.get(name):
            return str(value)
    return f"size {info.get('size')}"


def _cut(error: BaseException) -> str:
    """Returns the first line of an error of a store, without how long it took, secrets, and addresses with users."""
    lines = _TIMED.sub("", str(error)).splitlines()
    return redacted(lines[0] if lines else type(error).__name__)[:_MOST_REASON]
