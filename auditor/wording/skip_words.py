"""Words why something was not scanned: one sentence for each reason, filled with the values of a note."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason

_INSTALL = "install detect-secrets {version} to look for secrets other than Backpack's"
SKIP_WORDS: dict[SkipReason, str] = {
    # Of archives and members.
    SkipReason.DAMAGED_ARCHIVE: "damaged or cut off: what could be made out was read",
    SkipReason.NOT_AS_NAMED: "not what its name says, or damaged: read as plain text",
    SkipReason.LARGE_MEMBER: "larger than the limit for a member: only its start was read",
    SkipReason.ENCRYPTED: "encrypted: not read",
    SkipReason.WRONG_CHECKSUM: "its checksum is wrong; it was read anyway",
    SkipReason.WRONG_SIZE: "larger than its directory says; all of it was read",
    SkipReason.UNLISTED_MEMBERS: "holds members that its directory does not list; they were read anyway",
    SkipReason.BEHIND_END: "bytes follow the end of the archive: not read",
    SkipReason.UNKNOWN_METHOD: "packed with a method that is not known here: not read",
    SkipReason.NO_ZSTANDARD: "packed with a method that is not known here: not read (Zstandard needs Python 3.14)",
    SkipReason.OUTSIDE: (
        "its name leaves the archive (absolute, or with `..`): harmless here, because nothing is written; it "
        "was read anyway"
    ),
    SkipReason.LARGE_ARCHIVE: "too large to be opened in memory: only its raw bytes were read",
    SkipReason.NESTED_TOO_DEEPLY: "an archive nested too deeply: not opened",
    SkipReason.TOO_MANY_MEMBERS: "holds more than {n} members; the rest was not read",
    SkipReason.TOO_MUCH_INSIDE: "unpacks to more than {n} MB; the rest was not read",
    SkipReason.DECOMPRESSION_BOMB: (
        "unpacks to more than {n} MB, far more than its size explains (a decompression bomb?); reading stopped"
    ),
    SkipReason.UNPARSED_WORKBOOK: "damaged or too large to be read cell by cell: the parts were read as they are",
    SkipReason.UNSUPPORTED_ARCHIVE: "a {kind} archive: not opened",
    SkipReason.PDF: "a PDF: its compressed text is not read",
    # Of files.
    SkipReason.SPECIAL_FILE: "not a regular file (a FIFO, socket or device), so it holds nothing to read",
    SkipReason.DELETED_FILE: "no longer there: deleted from the work tree, or while the scan ran",
    SkipReason.SYMBOLIC_LINK: "a symbolic link, which is not followed",
    SkipReason.SYMBOLIC_LINKS: "{amount} not followed",
    SkipReason.BEHIND_LINK: "is behind a symbolic link, which is not followed",
    SkipReason.FOLDER: "a directory where a file was listed",
    SkipReason.UNREADABLE: "cannot be read: {reason}",
    SkipReason.UNREADABLE_STDIN: "standard input cannot be read: {reason}",
    SkipReason.EXCLUDED: "{amount} excluded by the configuration or --exclude",
    # Of repositories.
    SkipReason.BARE_REPOSITORY: "a bare git repository, which only scan --history reads",
    SkipReason.NESTED_REPOSITORY: "a repository of its own: scan --history on it reads its history",
    SkipReason.NO_REPOSITORY: "git does not take its .git for a repository: a plain folder",
    SkipReason.EMPTY_SUBMODULE: "a submodule that is not checked out",
    SkipReason.SPARSE_CHECKOUT: "{amount} not checked out (sparse checkout)",
    SkipReason.UNLISTABLE_FOLDER: "cannot be listed: {reason}",
    SkipReason.GIT_MESSAGE: "{reason}",
    SkipReason.IN_CONFLICT: "in conflict, so nothing of it is staged",
    SkipReason.NOT_IN_INDEX: "neither in the index nor in the work tree",
    SkipReason.SHALLOW_CLONE: "a shallow clone: history is missing behind {amount}; git fetch --unshallow brings it",
    SkipReason.BORROWED_OBJECTS: (
        "all objects of the repositories that objects/info/alternates names were read too, which may be others' secrets"
    ),
    SkipReason.MISSING_OBJECT: "object {object} is missing from the repository",
    SkipReason.MISSING_OBJECTS: (
        "missing objects: {n} (a partial clone, or damage): git fetch --refetch may bring them"
    ),
    SkipReason.DAMAGED_OBJECT: "object {object} cannot be read ({reason})",
    SkipReason.BROKEN_REF: "{ref} points to the object {object}, which is not there",
    SkipReason.BROKEN_HISTORY: "the history cannot be followed ({reason}): every object there is was read instead",
    # Of the scan.
    SkipReason.OUT_OF_MEMORY: "not scanned: there was not enough memory for it",
    SkipReason.WORKER_KILLED: "a worker was killed, most likely because it ran out of memory: --jobs 1 needs the least",
    SkipReason.WORKER_CRASHED: "a worker crashed on it ({signal}): a defect of a library",
    SkipReason.INVALID_DOCUMENT: "not valid {what} at line {number}, column {column}: read as plain text",
    SkipReason.NESTED_DOCUMENT: "nested too deeply: read as plain text",
    SkipReason.LARGE_DOCUMENT: "more than {n} characters: read as plain text",
    SkipReason.COSTLY_DOCUMENT: "it would take too long to parse: read as plain text",
    SkipReason.NO_DETECT_SECRETS: f"detect-secrets is not installed: {_INSTALL}",
    SkipReason.FORKED_DETECT_SECRETS: (
        f"bc-detect-secrets is installed in the place of detect-secrets: remove it, then {_INSTALL}"
    ),
    SkipReason.OTHER_DETECT_SECRETS: (
        f"detect-secrets {{found}} is installed, which finds other things than {{version}}: {_INSTALL}"
    ),
    SkipReason.LONG_LINE: (
        "line {number} is longer than {n} characters: it was searched for secrets other than Backpack's "
        "only around what looks like one"
    ),
    SkipReason.SEARCHED_BY_LINE: (
        "{excess}: the file was searched for secrets other than Backpack's line by line, as plain text"
    ),
    SkipReason.TOO_MANY_CANDIDATES: (
        "more than {n} places look like secrets other than Backpack's: the rest of the file was not searched for more"
    ),
    # Of a fleet.
    SkipReason.DAMAGED_LOG: "its compressed data is damaged or cut off",
    SkipReason.UNLISTABLE_STORE: "the objects cannot be listed: {reason}",
    SkipReason.OUT_OF_TIME: "not read to the end within {seconds} seconds, the limit of one unit",
    SkipReason.FAILED_UNITS: "{reason}",
    SkipReason.DAMAGED_RECORD: "{reason}",
}
"""Where a reason has values, the sentence names them in braces, as languages do; `{reason}` is what git or the system says."""
MORE = "{reason} (and {n} more)"
"""What is said of several notes that differ in their paths only."""
_AND_MORE = "and more"
"""The value of such a note: how many more there are."""


def skip(
    path: str, kind: SkipReason, /, *, incomplete: bool = True, excluded: int = 0, target: str = "", **values: object
) -> Skipped:
    """Returns the note on something that was not scanned as it should have been.

    Args:
        path: Where it is, as reports name it.
        kind: Why, which logic may compare.
        incomplete: Whether its content was left out; False for a mere note.
        excluded: The number of files and folders that were left out on purpose.
        target: In a fleet, the name of the repository or bucket.
        values: What the sentence of the kind names in braces, as it is shown.
    """
    shown = {name: str(value) for name, value in values.items()}
    return Skipped(path, sentence_of(kind, shown), incomplete, excluded, target, kind, tuple(sorted(shown.items())))


def sentence_of(kind: SkipReason, values: Mapping[str, str]) -> str:
    """Returns the sentence of a kind with its values.

    Args:
        kind: Any but `OTHER`.
        values: What it names in braces.
    """
    text = SKIP_WORDS[kind]
    said = text.format_map(values) if values else text
    return MORE.format(reason=said, n=values[_AND_MORE]) if _AND_MORE in values else said


def and_more(note: Skipped, count: int) -> Skipped:
    """Returns the note on the first of several that have the same reason.

    Args:
        note: The note.
        count: How many more there are.
    """
    values = (*note.values, (_AND_MORE, f"{count:,}"))
    return replace(note, reason=sentence_of(note.kind, dict(values)), values=values)


def count_of_more(values: Mapping[str, str]) -> str:
    """Returns how many more have the reason of a note; empty where none has."""
    return values.get(_AND_MORE, "")
