"""Changes the stream of `git fast-export --no-data` on its way to `git fast-import`: ids of blobs, and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor.purge.clean_blobs import CleanBlobs

Read = Callable[[int], bytes]


class Export:
    """The output of a running `git fast-export`, line by line and in counted pieces."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def line(self) -> bytes:
        """Returns the next line with its end; empty at the end of the stream."""
        while (at := self._rest.find(b"\n")) < 0:
            more = next(self._chunks, b"")
            if not more:
                found, self._rest = self._rest, b""
                return found
            self._rest += more
        found, self._rest = self._rest[: at + 1], self._rest[at + 1 :]
        return found

    def take(self, count: int) -> bytes:
        """Returns the next bytes."""
        while len(self._rest) < count and (more := next(self._chunks, b"")):
            self._rest += more
        found, self._rest = self._rest[:count], self._rest[count:]
        return found


def rewritten(export: Export, blobs: CleanBlobs, clean_message: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """Yields the stream with clean versions in place of those that hold a secret.

    Args:
        export: The stream, with the original ids of commits and tags.
        blobs: What takes the place of what.
        clean_message: Cuts the secret out of a message.
    """
    object_id = ""
    while line := export.line():
        words = line.split(b" ", 3)
        if line.startswith(b"original-oid "):
            object_id = words[1].decode().strip()
            yield line
        elif line.startswith(b"data "):
            content = export.take(int(words[1]))
            if object_id in blobs.messages:
                content = clean_message(content)
            yield b"data %d\n" % len(content)
            yield content
        elif line.startswith(b"M ") and len(words) == 4:  # noqa: PLR2004 - M, mode, object, path
            blob = words[2].decode()
            if blob in blobs.dropped:
                yield b"D " + words[3]
            else:
                yield b" ".join((*words[:2], blobs.replaced.get(blob, blob).encode(), words[3]))
        else:
            yield line
