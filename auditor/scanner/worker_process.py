"""Runs in a worker process: answers one batch of blobs after the other until there are no more.

A batch comes as a pickled list of plain tuples, because they take a seventh of the time of named ones.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Any, BinaryIO

from auditor.errors import AuditError, WorkerError, trace_without_values
from auditor.model.batch_result import BatchResult
from auditor.model.blob_source import BlobRef

Examine = Callable[[Sequence[BlobRef]], BatchResult]
Answer = BatchResult | AuditError | WorkerError

_LENGTH = Struct("!Q")
_OUT_OF_MEMORY = 137
"""How a process ends that the system killed for memory, as a shell shows it."""
READY = "ready"
"""What a worker that was started afresh says once it has its task."""


def serve(examine: Examine, batches: BinaryIO, answers: BinaryIO) -> None:
    """Reads batches and writes the answers until the input ends.

    Ctrl-C in a terminal reaches every process of the group: the process that started the workers alone decides what it
    means, and ends them. An exception is sent without its message, which could hold a value; only an `AuditError` is
    sent whole.
    """
    _reset_signals()
    while True:
        try:
            items = list(map(BlobRef._make, receive(batches)))
        except EOFError:
            return
        send(_answer(examine, items), answers)


def _answer(examine: Examine, items: Sequence[BlobRef]) -> Answer:
    try:
        return examine(items)
    except AuditError as error:
        return error
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - a message could hold a value; the parent raises the rest
        return WorkerError(trace_without_values(error))


def send(message: object, stream: BinaryIO) -> None:
    """Writes one message."""
    stream.write(pack(message))
    stream.flush()


def pack(message: object) -> bytes:
    """Returns a message as it is sent: pickled, with its length in front.

    Raises:
        PicklingError: the message cannot be sent. So does AttributeError or TypeError.
    """
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


def receive(stream: BinaryIO) -> Any:  # noqa: ANN401 - what was sent
    """Reads one message; both ends are this program.

    Raises:
        EOFError: the other side has ended, perhaps in the middle of the message.
    """
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    (size,) = _LENGTH.unpack(length)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - from the process at the other end, which this one started or was started by


def _reset_signals() -> None:
    """Drops what the process that started this one does at a signal: its handlers would raise in the middle of a batch."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main() -> None:
    """Runs a worker that was started as a program: its task comes first, on standard input."""
    batches = sys.stdin.buffer
    # Nothing that a library prints may come between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        examine: Examine = receive(batches)
        send(READY, answers)
        serve(examine, batches, answers)
    finally:
        # The process that started this one may be gone, or the task of a module that only that one has: it knows.
        os._exit(0)
