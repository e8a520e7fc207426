"""Tells which words of a command name files that it sends elsewhere, and whether it sends what it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_CURL = re.compile(
    r"--(?:data(?:-binary|-ascii|-urlencode)?|json|form|upload-file|header)(?==|$)|-[A-Za-z#]*?(?P<letter>[dFTH])"
)
_HTTP = frozenset(("http", "https", "xh", "xhs", "httpie"))
_REMOTE = re.compile(r"(?:[\w.-]+@)?[\w.-]{2,}:(?!\\)|[a-z0-9]+://")
_READ_INPUT = frozenset(("nc", "ncat", "netcat", "socat", "telnet", "ssh", "mail", "mailx", "sendmail"))


def sent_words(name: str, arguments: list[str]) -> list[str]:
    """Returns the names of the files that a command sends.

    Args:
        name: The base name of the program.
        arguments: Its arguments.
    """
    find = _SENDERS.get(name)
    return [word for word in find(arguments) if word not in ("", "-")] if find else []


def reads_input(name: str, arguments: list[str]) -> bool:
    """Returns whether a command sends what it reads from its standard input."""
    if name in _READ_INPUT:
        return True
    if name in ("curl", "wget"):
        return any(re.search(r"@-$|=@-$|^-T-?$|^/dev/stdin$|=-$", word) for word in arguments) or "-T" in arguments
    if name in _HTTP:
        return any("://" in word or word.startswith(":") for word in arguments)
    return name == "gh" and arguments[:2] == ["gist", "create"]


def is_sender(name: str) -> bool:
    """Returns whether a command sends what its arguments say."""
    return name in _SENDERS or name in _READ_INPUT


def _of_curl(arguments: list[str]) -> list[str]:
    found = []
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        option = _CURL.match(word)
        if option is None:
            continue
        value = word[option.end() :].removeprefix("=") or following
        kind = option["letter"] or option[0]
        if kind in ("T", "--upload-file"):
            found.append(value)
        elif kind in ("F", "--form", "--data-urlencode"):
            named = re.match(r"[^=@]*=?[@<]([^;]+)" if kind != "--data-urlencode" else r"[^=@]*@(.+)", value)
            found += [named[1]] if named else []
        elif value.startswith("@"):
            found.append(value[1:])
    return found


def _of_wget(arguments: list[str]) -> list[str]:
    return [
        value
        for word, following in zip(arguments, [*arguments[1:], ""], strict=True)
        if (option := re.match(r"--(?:post|body)-file(=?)", word))
        for value in (word[option.end() :] or following,)
    ]


def _of_http(arguments: list[str]) -> list[str]:
    return [named[1] for word in arguments if (named := re.match(r"[\w.\[\]-]*(?::=|=)?@(.+)", word))]


def _to_remote(arguments: list[str]) -> list[str]:
    words = [word for word in arguments if word[:1] != "-"]
    if len(words) < 2 or not _REMOTE.match(words[-1]):  # noqa: PLR2004 - a file and a place
        return []
    return [word for word in words[:-1] if not _REMOTE.match(word)]


def _of_gh(arguments: list[str]) -> list[str]:
    if arguments[:2] == ["gist", "create"]:
        return [word for word in arguments[2:] if word[:1] != "-"]
    if arguments[:2] == ["release", "upload"]:
        return [word for word in arguments[3:] if word[:1] != "-"]
    return []


_SENDERS: Mapping[str, Callable[[list[str]], list[str]]] = {
    "curl": _of_curl,
    "wget": _of_wget,
    **dict.fromkeys(_HTTP, _of_http),
    **dict.fromkeys(("scp", "rsync", "aws", "gsutil", "rclone", "pscp"), _to_remote),
    "gh": _of_gh,
}
