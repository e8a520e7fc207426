"""Tells which words of source code mean something for the literals around them."""

from __future__ import annotations

import re

from auditor.readers.plain.labels import is_credential_word
from auditor.redaction import is_name
from auditor.vocabulary.words import words_of

_TRANSPARENT = frozenset({
    "from", "decode", "b64decode", "fromhex", "unhexlify", "a2b", "bytes", "bytearray", "string", "str", "buffer",
    "parse", "encode", "atob", "byte", "uint8array", "to", "secretstr", "some", "ok", "into", "load", "hex",
    "base64", "b64", "urlsafe", "decodestring", "must", "box", "arc", "rc", "new32", "array", "list", "tuple",
    "dict", "format", "trim", "strip", "repr", "char", "text", "literal", "unwrap", "or", "else", "coalesce",
    "concat", "join", "stringify", "securestring",
})  # fmt: skip
"""Words of calls that only change the form of their first argument."""
_WRAPPERS = frozenset({"secretstr", "secretstring", "secretbytes", "asvalue", "object", "unsafe_plain_text"})
_DECLARATIONS = frozenset({
    "Field", "field", "Option", "Argument", "Query", "Header", "ib", "attrib", "useState", "useRef", "ref", "shallowRef",
    "writable", "signal", "mutableStateOf", "MutableStateFlow", "DefaultValue", "Default", "ColumnDefault",
})  # fmt: skip
"""What declares a field or a parameter in pydantic, Typer, FastAPI and attrs, or a state in a user interface."""
_COPIES = frozenset(
    {"strcpy", "strncpy", "strlcpy", "strcpy_s", "strncpy_s", "memcpy", "lstrcpy", "lstrcpyA", "StrCpy"}
)
_TARGET = re.compile(r"([A-Za-z_]\w{0,60})\W{0,4}$")
_LOOKUPS = frozenset({
    "get", "getenv", "env", "environ", "environment", "var", "fetch", "lookup", "lookupenv", "property", "require",
    "read", "option", "argument", "config", "setting", "setdefault", "param", "header", "headers", "set", "put",
    "append", "add", "define", "store", "save", "field", "column", "key", "item", "setenv", "putenv", "getproperty",
    "getstring", "value", "secret", "constant", "of", "entry", "entries", "pair", "to", "insert", "with", "arg", "default",
    "system", "attr", "setattr", "hash", "let", "fill", "type",
    "parameter", "variable", "parametrize", "register", "provide", "bind", "inject", "named",
})  # fmt: skip
"""Words of calls that are given a name before its value: what they look up, declare or set."""
_SETTER = re.compile(r"(?:.*\.)?(?:[sS]et|[wW]ith|[uU]se)_?([A-Z]\w*|(?<=_)\w+)")
_LOOKED_UP = re.compile(
    r"\(\s*(?:[\w.]{1,30}\s*,\s*)?[\"'](?:-{0,2}|[#.]|\[\w{1,20}=[\"']?)([A-Za-z_][\w .-]{0,80})[\"']?\]?[\"']\s*\)[\s.?!)]*\w+\s*[({]?\s*(?:\|\w*\|\s*)?$"
)
_HOLDS = re.compile(
    r"(?:.*\.)?(?P<name>[A-Za-z_]\w{0,60}?)(?:_?(?:[eE]ntry|[iI]nput|[fF]ield|[eE]dit|[bB]ox|[tT]ext))?"
    r"\.(?:set|setText|set_text|setValue|set_value|insert|send_keys|sendKeys|type|get_or_init)"
)
"""What is given a value: a field of a window (`secret_entry.insert(0, "…")`), a cell that is set once."""
_HELD = {(word,) for word in ("key", "secret", "apikey", "apisecret", "secretkey", "privatekey", "seed")}
"""The last words of such names."""
_PROMPTS = frozenset({"input", "prompt", "ask", "textbox", "textfield", "password"})
"""Words of calls that are given what people read before they type a value."""
_PROMPT = re.compile(r"[A-Za-z][\w '()-]{0,60}[:?]?")
_RESOURCE = re.compile(
    r"/secrets/([A-Za-z][\w-]{0,80})(?:/versions/\w{1,20})?[\"'`](?:[^\"'`;]|[\"'`]\w{1,20}[\"'`]){0,200}[\"'`]?$"
)
"""The name of a secret in Google's Secret Manager, with nothing but names between it and what is stored there."""
_PAYLOADS = frozenset({"data", "payload", "copyfromutf8"})
_NAME_BEFORE = r"(?<![\w-])([A-Za-z_][\w-]{0,80})[\"'`]?\s{0,3}[\])]{0,2}[!?]{0,2}\s{0,40}"
"""A name, and what closes its look-up."""
_FALLBACKS = {
    ("||", "??", "?:", " or"): re.compile(rf"{_NAME_BEFORE}(?:\|\||\?\?|\?:|or)\s*$"),
    (":",): re.compile(rf"{_NAME_BEFORE}:\s*$"),
    (" else",): re.compile(rf"{_NAME_BEFORE}if\s[^\n]{{0,160}}\selse\s*$"),
}
"""By the operator in front of a fallback: the name of the setting, as in `process.env["NAME"] ?? "…"`."""
_ENDS = (*(mark for marks in _FALLBACKS for mark in marks), ",")
_QUESTION = re.compile(r"\?(?![.?:])[^\n]*$")
"""What makes a colon behind it the second half of a choice."""
_CHOOSERS = frozenset({"or", "coalesce", "default", "fallback", "first"})
_FIRST_CHOICE = re.compile(r"\(\s*[\"']([A-Za-z_][\w-]{0,80})[\"']\s*\)\s*,\s*$")
REACH = 240
"""Characters before a fallback in which the name of its setting is."""
_IDENTIFIER = re.compile(r"[#:@-]{0,2}[A-Za-z_/][\w.:/-]{0,80}(?: <[\w-]{1,30}>)?")
_OPTION = re.compile(r"--?([A-Za-z][\w-]{1,60})=?")
_GETTER = re.compile(r"(?:get|load|read|fetch)_?(?=[A-Z]|(?<=_)\w)")


def is_transparent(callee: str) -> bool:
    """Returns whether what is called hands on the value it is given, in another form."""
    last = callee.rpartition(".")[2].rstrip("!")
    if last.lower() in _WRAPPERS:
        return True
    words = words_of(last)
    return bool(words) and not _TRANSPARENT.isdisjoint(words) and not is_credential_word(last)


def converts(callee: str, name: str) -> bool:
    """Returns whether a call makes a credential of its argument, as in `private_key = PrivateKey.from_bytes(…)`."""
    return is_credential_word(name) and words_of(callee.rpartition(".")[2])[:1] == ("from",)


def declares(callee: str) -> bool:
    """Returns whether the first argument of a call is the default of what the call is assigned to: `a: str = Field("…")`."""
    return callee.rpartition(".")[2] in _DECLARATIONS


def copies(callee: str) -> bool:
    """Returns whether a function of C copies its second argument to its first."""
    return callee.rpartition(".")[2] in _COPIES


def target_in(text: str) -> str:
    """Returns the name of a variable or member that an expression ends with, if it is a credential's; else nothing."""
    match = _TARGET.search(text)
    return match[1] if match and is_credential_word(match[1]) else ""


def names_a_setting(callee: str, text: str) -> bool:
    """Returns whether an argument of a call is the name of a setting (`os.getenv("BACKPACK_API_KEY")`), and no value."""
    if text[:1] == "-" and (option := option_in(text)):
        return is_credential_word(option)
    if " " in text and text[:1] != "-":
        return _PROMPT.fullmatch(text) is not None and is_credential_word(text) and _asks(callee)
    if not is_identifier(text) or not (is_credential_word(text) or text.isupper() or text.startswith("--")):
        return False
    last = callee.rpartition(".")[2].rstrip("!")
    return not _LOOKUPS.isdisjoint(words_of(last)) or last.lower() in _LOOKUPS


def _asks(callee: str) -> bool:
    last = callee.rpartition(".")[2]
    return not _PROMPTS.isdisjoint(words_of(last)) or last.lower() in _PROMPTS


def is_identifier(text: str) -> bool:
    """Returns whether a text could be the name of a setting."""
    return _IDENTIFIER.fullmatch(text) is not None and is_name(text)


def setting_named(text: str) -> str:
    """Returns the name of a setting without the marks of an option: `--api-secret <secret>` gives `api-secret`."""
    return (text.partition(" ")[0] if text.endswith(">") else text).strip("-=#:@? ")


def option_in(text: str) -> str:
    """Returns the name of an option of a command line (`--api-secret`); else nothing."""
    match = _OPTION.fullmatch(text)
    return match[1] if match else ""


def returned_by(function: str) -> str:
    """Returns what a function that is named after its value returns: `getApiSecret` gives `ApiSecret`."""
    return _GETTER.sub("", function, count=1) if _GETTER.match(function) else function


def set_by(callee: str) -> str:
    """Returns the name that a setter sets (`setApiSecret` gives `ApiSecret`), if that is a credential's; else nothing."""
    match = _SETTER.fullmatch(callee)
    return match[1] if match and is_credential_word(match[1]) else ""


def held_by(callee: str) -> str:
    """Returns the name of what a method is given the value of (`api_secret_entry.insert`), if it is a credential's; else nothing."""
    match = _HOLDS.fullmatch(callee)
    return match["name"].rstrip("_") if match and words_of(match["name"])[-1:] in _HELD else ""


def looked_up(called: str) -> str:
    """Returns the name of a setting for which a call gives the default: `env::var("API_SECRET").unwrap_or`; else nothing."""
    match = _LOOKED_UP.search(called[-200:])
    return match[1] if match and is_credential_word(match[1]) else ""


def stored_as(name: str, before: str) -> str:
    """Returns the name of the secret that a payload is stored as, if it is a credential's; else nothing.

    Args:
        name: What the payload is called: `data`.
        before: At most `REACH` characters in front of it: `parent="projects/p/secrets/api-secret", payload={"data": `.
    """
    match = _RESOURCE.search(before) if name.lower() in _PAYLOADS else None
    return match[1] if match and is_credential_word(match[1]) else ""


def setting_of_fallback(before: str, callee: str = "") -> str:
    """Returns the name of the setting whose fallback a value is; else nothing.

    Args:
        before: At most `REACH` characters in front of the value: `process.env.API_SECRET || `, or the name or its look-up
            in a choice between two (`NAME ? NAME : `, `NAME if NAME else `).
        callee: What is called with the value as an argument, which may choose: `cmp.Or(os.Getenv("API_SECRET"), `.
    """
    end = before.rstrip()
    if not end.endswith(_ENDS) or (end.endswith(":") and "?" not in end):
        return ""  # So most values; a colon is mostly that of a dictionary.
    pattern = next((pattern for marks, pattern in _FALLBACKS.items() if end.endswith(marks)), None)
    if pattern is None and end.endswith(",") and not _CHOOSERS.isdisjoint(words_of(callee.rpartition(".")[2])):
        pattern = _FIRST_CHOICE
    match = pattern.search(before) if pattern else None
    if match and end.endswith(":") and not end.endswith("?:") and not _QUESTION.search(before, 0, match.start()):
        return ""
    return match[1] if match and is_credential_word(match[1]) else ""
