"""Why something was not scanned as it should have been."""

from __future__ import annotations

from enum import StrEnum


class SkipReason(StrEnum):
    """What kept something from being scanned. Logic compares these; `wording.skip_words` has the sentences."""

    OTHER = "other"
    """A sentence of a caller's own."""

    # Of archives and members.
    DAMAGED_ARCHIVE = "damaged-archive"
    NOT_AS_NAMED = "not-as-named"
    LARGE_MEMBER = "large-member"
    ENCRYPTED = "encrypted"
    WRONG_CHECKSUM = "wrong-checksum"
    WRONG_SIZE = "wrong-size"
    UNLISTED_MEMBERS = "unlisted-members"
    BEHIND_END = "behind-end"
    UNKNOWN_METHOD = "unknown-method"
    NO_ZSTANDARD = "no-zstandard"
    OUTSIDE = "outside"
    LARGE_ARCHIVE = "large-archive"
    NESTED_TOO_DEEPLY = "nested-too-deeply"
    TOO_MANY_MEMBERS = "too-many-members"
    TOO_MUCH_INSIDE = "too-much-inside"
    DECOMPRESSION_BOMB = "decompression-bomb"
    UNPARSED_WORKBOOK = "unparsed-workbook"
    UNSUPPORTED_ARCHIVE = "unsupported-archive"
    PDF = "pdf"

    # Of files.
    SPECIAL_FILE = "special-file"
    DELETED_FILE = "deleted-file"
    SYMBOLIC_LINK = "symbolic-link"
    SYMBOLIC_LINKS = "symbolic-links"
    BEHIND_LINK = "behind-link"
    FOLDER = "folder"
    UNREADABLE = "unreadable"
    UNREADABLE_STDIN = "unreadable-stdin"
    EXCLUDED = "excluded"

    # Of repositories.
    BARE_REPOSITORY = "bare-repository"
    NESTED_REPOSITORY = "nested-repository"
    NO_REPOSITORY = "no-repository"
    EMPTY_SUBMODULE = "empty-submodule"
    SPARSE_CHECKOUT = "sparse-checkout"
    UNLISTABLE_FOLDER = "unlistable-folder"
    GIT_MESSAGE = "git-message"
    IN_CONFLICT = "in-conflict"
    NOT_IN_INDEX = "not-in-index"
    SHALLOW_CLONE = "shallow-clone"
    BORROWED_OBJECTS = "borrowed-objects"
    MISSING_OBJECT = "missing-object"
    MISSING_OBJECTS = "missing-objects"
    DAMAGED_OBJECT = "damaged-object"
    BROKEN_REF = "broken-ref"
    BROKEN_HISTORY = "broken-history"

    # Of the scan.
    OUT_OF_MEMORY = "out-of-memory"
    WORKER_KILLED = "worker-killed"
    WORKER_CRASHED = "worker-crashed"
    INVALID_DOCUMENT = "invalid-document"
    NESTED_DOCUMENT = "nested-document"
    LARGE_DOCUMENT = "large-document"
    COSTLY_DOCUMENT = "costly-document"
    NO_DETECT_SECRETS = "no-detect-secrets"
    FORKED_DETECT_SECRETS = "forked-detect-secrets"
    OTHER_DETECT_SECRETS = "other-detect-secrets"
    LONG_LINE = "long-line"
    SEARCHED_BY_LINE = "searched-by-line"
    TOO_MANY_CANDIDATES = "too-many-candidates"

    # Of a fleet.
    DAMAGED_LOG = "damaged-log"
    UNLISTABLE_STORE = "unlistable-store"
    OUT_OF_TIME = "out-of-time"
    FAILED_UNITS = "failed-units"
    DAMAGED_RECORD = "damaged-record"
