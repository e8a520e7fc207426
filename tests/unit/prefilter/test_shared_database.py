from __future__ import annotations

from threading import Barrier, Thread

from auditor.prefilter.database import Database, Expression, database


def test_a_match_handler_may_wait_for_another_threads_scan() -> None:
    """Both threads are inside a scan of one database at the same time: with one scratch space that is an error."""
    shared: Database = database([Expression(b"abc", 0)])
    both = Barrier(2, timeout=10)
    found: list[tuple[str, int]] = []

    def scan(name: str, data: bytes) -> None:
        def on_match(_identifier: int, _start: int, end: int, _flags: int, _context: object) -> None:
            both.wait()
            found.append((name, end))

        shared.scan(data, on_match)

    threads = [Thread(target=scan, args=("first", b"abc")), Thread(target=scan, args=("second", b"xxabc"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [("first", 3), ("second", 5)]
