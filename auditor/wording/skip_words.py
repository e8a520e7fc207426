"""Words why something was not scanned: one sentence for each reason."""

from __future__ import annotations

from auditor.model.report import Skipped
from auditor.model.skip_reason import SkipReason

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
    SkipReason.LIMIT_REACHED: "{why}",
    SkipReason.UNPARSED_WORKBOOK: "damaged or too large to be read cell by cell: the parts were read as they are",
    SkipReason.UNSUPPORTED_ARCHIVE: "a {archive} archive: not opened",
    SkipReason.PDF: "a PDF: its compressed text is not read",
    # Of files.
    SkipReason.SPECIAL_FILE: "not a regular file (a FIFO, socket or device), so it holds nothing to read",
    SkipReason.DELETED_FILE: "no longer there: deleted from the work tree, or while the scan ran",
    SkipReason.SYMBOLIC_LINK: "a symbolic link, which is not followed",
    SkipReason.SYMBOLIC_LINKS: "{links} not followed",
    SkipReason.BEHIND_LINK: "is behind a symbolic link, which is not followed",
    SkipReason.FOLDER: "a directory where a file was listed",
    SkipReason.UNREADABLE: "cannot be read: {why}",
    SkipReason.UNREADABLE_STDIN: "standard input cannot be read: {why}",
    SkipReason.EXCLUDED: "{paths} excluded by the configuration",
    # Of repositories.
    SkipReason.BARE_REPOSITORY: "a bare git repository, which only scan --history reads",
    SkipReason.NESTED_REPOSITORY: "a repository of its own: scan --history on it reads its history",
    SkipReason.NO_REPOSITORY: "git does not take its .git for a repository: a plain folder",
    SkipReason.EMPTY_SUBMODULE: "a submodule that is not checked out",
    SkipReason.SPARSE_CHECKOUT: "{files} not checked out (sparse checkout)",
    SkipReason.UNLISTABLE_FOLDER: "cannot be listed: {why}",
    SkipReason.GIT_MESSAGE: "{why}",
    SkipReason.IN_CONFLICT: "in conflict, so nothing of it is staged",
    SkipReason.NOT_IN_INDEX: "neither in the index nor in the work tree",
    SkipReason.SHALLOW_CLONE: "a shallow clone: history is missing behind {commits}; git fetch --unshallow brings it",
    SkipReason.BORROWED_OBJECTS: (
        "all objects of the repositories that objects/info/alternates names were read too, which may be others' secrets"
    ),
    SkipReason.MISSING_OBJECT: "object {object} is missing from the repository",
    SkipReason.MISSING_OBJECTS: (
        "missing objects: {count} (a partial clone, or damage): git fetch --refetch may bring them"
    ),
    SkipReason.DAMAGED_OBJECT: "object {object} cannot be read ({why})",
    SkipReason.BROKEN_REF: "{ref} points to the object {object}, which is not there",
    SkipReason.BROKEN_HISTORY: "the history cannot be followed ({why}): every object there is was read instead",
    # Of the scan.
    SkipReason.OUT_OF_MEMORY: "not scanned: there was not enough memory for it",
    SkipReason.WORKER_DIED: "{why}",
    SkipReason.READ_AS_PLAIN_TEXT: "{why}",
    SkipReason.NO_DETECTORS: "{why}",
    SkipReason.LONG_LINE: (
        "line {number} is longer than {limit} characters: it was searched for secrets other than Backpack's "
        "only around what looks like one"
    ),
    SkipReason.SEARCHED_BY_LINE: (
        "more than {most:,} characters: the file was searched for secrets other than Backpack's line by "
        "line, as plain text"
    ),
    SkipReason.TOO_MANY_CANDIDATES: (
        "more than {most} places look like secrets other than Backpack's: the rest of the file was not "
        "searched for more"
    ),
    # Of a fleet.
    SkipReason.DAMAGED_LOG: "its compressed data is damaged or cut off",
    SkipReason.UNLISTABLE_STORE: "the objects cannot be listed: {why}",
    SkipReason.OUT_OF_TIME: "not read to the end within {seconds:g} seconds, the limit of one unit",
    SkipReason.FAILED_UNITS: "{why}",
    SkipReason.DAMAGED_RECORD: "{why}",
}
"""Where a reason has values, the sentence names them in braces; `{why}` is a whole sentence of who noticed."""


def skip(
    path: str, reason: SkipReason, *, incomplete: bool = True, excluded: int = 0, target: str = "", **values: object
) -> Skipped:
    """Returns the note on something that was not scanned as it should have been.

    Args:
        path: Where it is, as reports name it.
        reason: Why, which logic may compare.
        incomplete: Whether its content was left out; False for a mere note.
        excluded: The number of files and folders that were left out on purpose.
        target: In a fleet, the name of the repository or bucket.
        values: What the sentence of the reason names in braces.
    """
    text = SKIP_WORDS[reason]
    said = text.format_map(values) if values else text
    return Skipped(path, said, incomplete, excluded, target, reason)
