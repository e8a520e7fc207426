"""Tells how a report calls what it found: words for a field, a place, an encoding, an exposure; none can hold a secret."""

from __future__ import annotations

from auditor.model.location import Exposure, Location, Provenance
from auditor.model.material import Encoding, Kind
from auditor.redaction import is_name

NAMELESS = "a value without a name"
_LONGEST_NAME = 80
_COMMIT_DIGITS = 12
_ENCODINGS = {
    Encoding.BASE64: "base64",
    Encoding.BASE64_UNPADDED: "base64 without its padding (`=`)",
    Encoding.BASE64URL: "base64url (`-` and `_` for `+` and `/`)",
    Encoding.HEX: "hex",
    Encoding.BASE58: "base58, as Solana wallets write keys",
    Encoding.INTEGERS: "a list of byte numbers, as Solana's id.json",
    Encoding.PEM: "PEM",
    Encoding.DER: "DER in base64",
    Encoding.OPENSSH: "OpenSSH's private-key format",
    Encoding.DOUBLE_BASE64: "base64 of the base64 text",
    Encoding.WORDS: "words",
    Encoding.NONE: "no known encoding",
}
_HEX_COMMAND = "python3 -c 'import base64, getpass; print(base64.b64encode(bytes.fromhex(getpass.getpass())).decode())'"
_LIST_COMMAND = (
    "python3 -c 'import base64, getpass, json; "
    "print(base64.b64encode(bytes(json.loads(getpass.getpass())[:32])).decode())'"
)
_FROM_A_WALLET = " If the bytes came from a wallet, make an API key of its own under backpack.exchange → Settings → API Keys instead."
_RECODING = {
    Encoding.BASE64_UNPADDED: 'End the value with exactly one "=": it has 44 characters then.',
    Encoding.BASE64URL: 'Replace "-" by "+" and "_" by "/", and end the value with exactly one "=".',
    Encoding.HEX: f"Convert the hex digits to base64: `{_HEX_COMMAND}`.",
    Encoding.BASE58: f"Decode the base58 text and write its 32 bytes in base64.{_FROM_A_WALLET}",
    Encoding.INTEGERS: f"Convert the list of numbers to base64: `{_LIST_COMMAND}`.{_FROM_A_WALLET}",
    Encoding.DOUBLE_BASE64: "Decode the value once: it is base64 of the base64 text, as Kubernetes Secrets hold it.",
}
_RECODE = "Write the 32 bytes of the key alone in base64, without the format around them."
_KINDS = {
    Kind.ED25519: "32 bytes",
    Kind.KEYPAIR: "a 64-byte keypair",
    Kind.BYTES64: "64 bytes",
    Kind.PRIVATE_KEY: "an Ed25519 private key",
    Kind.ENCRYPTED_KEY: "an encrypted private key",
    Kind.PUBLIC_KEY: "an Ed25519 public key",
    Kind.PHRASE: "a recovery phrase",
    Kind.EVM_KEY: "an EVM private key",
    Kind.BYTES: "bytes",
    Kind.FOREIGN: "another product's credential",
    Kind.TEXT: "text",
    Kind.HOST: "a host",
}


def field_name(name: str) -> str:
    """Returns the name as it may be shown: empty where it could be a value itself, cut where it is very long."""
    if not is_name(name):
        return ""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def place_name(location: Location | None) -> str:
    """Returns `bot/.env:3`, with the member of a container and the commit where there is one; empty for no place."""
    if location is None:
        return ""
    member = f"!{location.member}" if location.member else ""
    commit = f" in commit {short(location.commit)}" if location.commit else ""
    return f"{location.path}{member}:{location.span.line}{commit}"


def short(commit: str | None) -> str:
    """Returns the beginning of an object id, as people write it; empty for none."""
    return commit[:_COMMIT_DIGITS] if commit else ""


def day(date: str | None) -> str:
    """Returns the day of an ISO 8601 date; empty for none."""
    return date[:10] if date else ""


def whereabouts(provenance: Provenance) -> str:
    """Returns how the file could reach other people, as the end of a sentence."""
    match provenance.exposure:
        case Exposure.TRACKED:
            return "in a file that git tracks"
        case Exposure.STAGED:
            return "in a file that is about to be committed"
        case Exposure.HISTORY:
            since = f" of {day(provenance.author_date)}" if provenance.author_date else ""
            still = "" if provenance.in_tree else "; the file has changed since, but history keeps it"
            return f"in the git history since commit {short(provenance.commit) or 'unknown'}{since}{still}"
        case Exposure.UNTRACKED:
            return "in a file that git does not track yet and does not ignore"
        case Exposure.IGNORED:
            return "in a file that git ignores"
        case Exposure.UNVERSIONED:
            return "in a file outside version control"


def cleaning(provenance: Provenance) -> str:
    """Returns how to take a secret out of where it is, once its key is revoked, as a sentence."""
    match provenance.exposure:
        case Exposure.TRACKED:
            return (
                f"Remove the value from {provenance.path}, then from the history (git filter-repo --replace-text), "
                "push with --force and have everybody clone again."
            )
        case Exposure.HISTORY:
            return (
                "Rewrite the history without the value (git filter-repo --replace-text), push with --force and have "
                "everybody clone again; forks and caches of the hosting service keep it, which is why revoking comes first."
            )
        case Exposure.STAGED:
            return (
                f"Remove it from the commit: git restore --staged {provenance.path}, move the value out of the file, "
                "then stage it again."
            )
        case Exposure.UNTRACKED:
            return f"Keep {provenance.path} out of git: add it to .gitignore, or move the value to a file that is listed there."
        case Exposure.IGNORED:
            return "Git ignores the file, so a secret may be in it; nothing needs to be removed."
        case Exposure.UNVERSIONED:
            return f"Move the value out of {provenance.path} into a file that only its owner can read (mode 600)."


def shell_argument(path: str) -> str:
    """Returns a path as one word of a shell command, which no command takes for an option."""
    import shlex  # for findings that are fixed in a shell only

    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def encoding_name(encoding: Encoding) -> str:
    """Returns what people call an encoding."""
    return _ENCODINGS[encoding]


def recoding(encoding: Encoding) -> str:
    """Returns how to write a value in base64 that is written in another encoding, as a sentence."""
    return _RECODING.get(encoding, _RECODE)


def kind_name(kind: Kind) -> str:
    """Returns what people call a kind of value."""
    return _KINDS[kind]
