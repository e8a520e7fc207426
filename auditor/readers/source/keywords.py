"""Which words of source code mean something for the literals around them."""

from __future__ import annotations

import re

from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name
from auditor.vocabulary.words import words_of

CONTROL = frozenset({
    "return", "new", "if", "else", "elif", "unless", "while", "until", "for", "foreach", "in", "and", "or", "not",
    "await", "async", "yield", "throw", "throws", "raise", "import", "from", "as", "let", "const", "var", "val",
    "final", "static", "public", "private", "protected", "readonly", "export", "extends", "implements", "case",
    "when", "switch", "match", "with", "try", "catch", "except", "finally", "assert", "del", "delete", "typeof",
    "instanceof", "void", "unsafe", "mut", "ref", "pub", "local", "our", "my", "lateinit", "override", "abstract",
    "virtual", "sealed", "internal", "lazy", "inline", "extern", "constexpr", "is", "then", "do", "begin", "end",
    "print", "echo", "puts", "def", "function", "func", "fn", "fun", "class", "struct", "interface", "impl",
    "module", "namespace", "object", "enum", "trait", "type", "record", "lambda", "proc", "sub",
    "constructor", "mod", "As", "Dim", "Const", "Private", "Public", "New", "Return",
})  # fmt: skip
"""Words that are no name of a value and call nothing, and so must not be taken for one."""
DEFINING = frozenset({
    "def", "function", "func", "fn", "fun", "class", "struct", "interface", "impl", "module", "namespace", "object",
    "enum", "trait", "record", "sub", "constructor", "mod",
})  # fmt: skip
"""Words behind which a name is defined, so that parentheses hold parameters and braces a scope."""
TYPES = frozenset({
    "string", "str", "text", "bytes", "byte", "char", "varchar", "nvarchar", "any", "object", "error", "bool",
    "int", "buffer",
})  # fmt: skip
"""Types that some languages write behind the name: `secret string = "…"`."""
_TRANSPARENT = frozenset({
    "from", "decode", "b64decode", "fromhex", "unhexlify", "a2b", "bytes", "bytearray", "string", "str", "buffer",
    "parse", "encode", "atob", "byte", "uint8array", "to", "secretstr", "some", "ok", "into", "load", "hex",
    "base64", "b64", "urlsafe", "decodestring", "must", "box", "arc", "rc", "new32", "array", "list", "tuple",
    "dict", "format", "trim", "strip", "repr", "char", "text", "literal", "unwrap", "or", "else", "coalesce",
})  # fmt: skip
"""Words of calls that only change the form of their first argument."""
_WRAPPERS = frozenset({"secretstr", "secretstring", "secretbytes"})
_LOOKUPS = frozenset({
    "get", "getenv", "env", "environ", "environment", "var", "fetch", "lookup", "lookupenv", "property", "require",
    "read", "option", "argument", "config", "setting", "setdefault", "param", "header", "headers", "set", "put",
    "append", "add", "define", "store", "save", "field", "column", "key", "item", "setenv", "putenv", "getproperty",
    "getstring", "value", "secret", "constant",
})  # fmt: skip
"""Words of calls whose first argument is a name: what they look up, declare or set."""
_IDENTIFIER = re.compile(r"-{0,2}[A-Za-z_][\w.-]{0,80}")


def is_transparent(callee: str) -> bool:
    """Whether what is called hands on the value it is given, in another form."""
    last = callee.rpartition(".")[2].rstrip("!")
    if last.lower() in _WRAPPERS:
        return True
    words = words_of(last)
    return bool(words) and not _TRANSPARENT.isdisjoint(words) and not is_credential_word(last)


def names_a_setting(callee: str, text: str) -> bool:
    """Whether the first argument of a call is the name of a setting (`os.getenv("BACKPACK_API_KEY")`), not a value."""
    if not is_identifier(text) or not (is_credential_word(text) or text.isupper() or text.startswith("--")):
        return False
    last = callee.rpartition(".")[2].rstrip("!")
    return not _LOOKUPS.isdisjoint(words_of(last)) or last.lower() in _LOOKUPS


def is_identifier(text: str) -> bool:
    """Whether a text could be the name of a setting."""
    return _IDENTIFIER.fullmatch(text) is not None and is_name(text)
