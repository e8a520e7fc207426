r"""Tells what a text calls the value at a place: the label to its left, or on a line above it.

A label is whatever is before `:`, `=`, `=>`, `->`, a table's bar, a tag's bracket or a space: an identifier, an
option, a header, a column, or the last words of a phrase. A hash's prefix (`h1:`, `sha256-`) is a label that wins over
all others, because it says that the value is no key.
"""

from __future__ import annotations

import re

from auditor.model.late_pattern import late
from auditor.prefilter.patterns import HASH_PREFIX

_REACH = 200
"""Characters to the left of a value in which its label must be."""
_LINES_ABOVE = 3
"""Lines above a value that is alone among which its title must be."""
_VALUE = re.compile(r"[A-Za-z0-9+/=]{30,}$")
_LONE = 24
_AROUND = " \t\r\"'`*_>|,-•"
_LONGEST = 80
_LONGEST_TITLE = 60
CREDENTIAL_WORDS = (
    "key|secret|seed|private|public|api|token|mnemonic|phrase|password|credential|auth|signing|verifying|wallet|"
    "pubkey|privkey|clave|chave|llave|segredo|secreto|khóa|khoa|ключ|секрет|キー|シークレット|키|시크릿|비밀|"
    "密钥|私钥|公钥|秘钥|金鑰|密鑰|私鑰|公鑰|助记词|助記詞|公开密钥|公開鍵|秘密鍵|공개키|비밀키"
)
SHORTEST_WORDS = [
    word
    for word in CREDENTIAL_WORDS.split("|")
    if not any(other != word and other in word for other in CREDENTIAL_WORDS.split("|"))
]
"""Those that hold no other of them."""
_ASCII_WORDS = tuple(word for word in SHORTEST_WORDS if word.isascii())
_OTHER_WORDS = tuple(word for word in SHORTEST_WORDS if not word.isascii())
_BRAND = re.compile(r"backpack|bpx|(?<![a-z])bp(?![a-z])|背包", re.IGNORECASE)
_HASH = re.compile(rf"(?<![A-Za-z0-9]){HASH_PREFIX}$", re.IGNORECASE)
_ENCODING = re.compile(r"(?<![A-Za-z0-9])((?:base64|b64|hex|ed25519|base58)[:,-])$", re.IGNORECASE)
_OPENERS = " \t\"'`“”‘’«»「『*_~<([{\\"
_SEPARATOR = re.compile(r"(?:=>|->|<-|(?:\|\||//|\?\?)=|[:：|]?[ \t]?=+|:?[:：＝→|│])[ \t]{0,40}$")
_SIGNS = frozenset("=>-:：＝→|│")
"""How a separator ends."""
_CLOSERS = " \t\"'`“”‘’«»」』*_~\\"
_IDENTIFIER = late(r"[\w$@.-]+(?:\[[^\[\]\n]{0,60}\])?$")
_WORDED = late(
    r"(?<![\w.-])(?:(?:backpack|bpx|wallet|exchange)[ \t]{1,3})?"
    r"(?:(?:api|private|public|secret|signing|verifying|access|seed|recovery)[ \t]{1,3}(?:key|phrase)|api[ \t]{1,3}secret)$",
    re.IGNORECASE,
)
"""A name of two or three words before `=`, where otherwise only the last word is one: `Private Key = …`."""
_BEHIND_ESCAPE = late(rf"[nrt](?:{CREDENTIAL_WORDS}|backpack|bpx|bp(?![a-z]))", re.IGNORECASE)
_PHRASE = re.compile(r"[\w$@./'-]++(?:[ \t]{1,3}[\w$@./'-]++){0,7}+")
"""The last words of a text, from its end: the text is turned around, so that the end is looked for once."""
_NOTE = re.compile(r"[ \t]*[(（\[][^()（）\[\]\n]{0,60}[)）\]]$")
_TAG = late(r"<([A-Za-z][\w:.-]{0,60})(?:[ \t][^<>\n]{0,120})?>$")
_TYPE = late(
    r"(?<![\w.])(?![gsblwtva]:\w)([A-Za-z_$][\w$]{0,60})[ \t]{0,3}:[ \t]{0,3}&?(?:'static[ \t]|\[\]const[ \t])?[A-Za-z_][\w<>\[\].]{0,30}[ \t]{0,3}$"
)
_AS = late(r"(?<![\w.])([A-Za-z_]\w{0,60})[ \t]{1,3}As[ \t]{1,3}[A-Za-z_][\w.]{0,30}[ \t]{0,3}$", re.IGNORECASE)
_OPTION = late(r"(?:^|\s)(--?[A-Za-z][\w-]{0,60})$")
_COMMAND = late(
    r"(?:^|\s)(?:setx|set|setenv|add|put|export|config)\s+(?:-\S+\s+)*([A-Za-z_][\w.-]{0,60})$", re.IGNORECASE
)
_BODY = re.compile(
    r"(?:set|put|create|add|update)[ \t]+(?:-\S+[ \t]+)*([A-Za-z_][\w.-]{0,60})[ \t]+(?:--?\w\S*[ \t]+(?!-)\S+[ \t]+)*"
    r"(?:--body|--value|--plaintext|--secret-string|-b|-v)(?:=|[ \t]+|$)$",
    re.IGNORECASE,
)
"""A named secret whose value follows an option: `gh secret set NAME --body …`."""
_LISTED = re.compile(r"(?:[\"']-{0,2}|\{|\bdefine\()([A-Za-z][\w-]{0,60})(?:(?<=[\w-])[\"'])?[ \t]*,$")
"""A name in quotes, or the first of a tuple, before a comma: `["--secret", …`, `{api_secret, …`."""
_NAMED_VALUE = re.compile(
    r"\b(?:name|key|variable)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']([A-Za-z_][\w.-]{0,60})[\"'][ \t]{0,3},"
    r"(?:[ \t]{0,3}\w{1,20}[\"']?[ \t]{0,3}[:=][ \t]{0,3}(?:[\"'][^\"'\n]{0,60}[\"']|\w{1,20})[ \t]{0,3},){0,3}"
    r"[ \t]{0,3}[\"']?(?:value|default|defaultValue)[\"']?[ \t]{0,3}[:=]$"
)
"""A name before its value, in languages without a grammar: `string(name: "API_KEY", defaultValue: "…")`."""
_DECLARED = re.compile(r"(?:^|[ \t])param[ \t]{1,9}([A-Za-z_]\w{0,60})[ \t]{1,9}\w{1,30}[ \t]{0,9}$")
"""A parameter with its type behind it, as in Bicep: `param apiSecret string = "…"`."""
_MAYBE = re.compile(r"(?<=[:=\s])(?:Some|Just|Secret|SecretString)$")
"""What wraps a value in configurations: `api_secret: Some("…")`."""
_WRAPPERS = ("Some", "Just", "Secret", "SecretString")
_DEFAULT = re.compile(r"\{{1,2}-?[^{}\n]{0,120}\bdefault[ \t]*$")
_FALLBACK = re.compile(
    r"(?<![\w$@.-])([\w$@.-]{1,80})[\"'\])}]{0,2}[ \t]{0,3}:?=[ \t]{0,3}[^=\n]{1,100}[ \t)](?:\?:|\|\||\?\?|//|or)[ \t]{0,3}$"
)
"""What is assigned, where the value is a fallback: `secret = project.findProperty("x") ?: …`."""
_OPERATORS = ("?:", "||", "??", "//", "or")
_FIELD_TYPE = re.compile(r"\[(?:text|password|concealed|string|credential)\]$")
"""The type of a field behind its name, as 1Password has it: `api secret[password]=…`."""
_PIPED = late(
    r"[\"']?[ \t]*\|[ \t]*(?:[\w./-]{1,60}[ \t]+){1,4}(?:set|put|create|add|upload)[ \t]+(?:-\S+[ \t]+)*([A-Za-z_][\w.-]{0,60})"
)
"""`echo … | wrangler secret put NAME`."""
_BLANKS = 8
"""Characters behind a value among which the pipe is."""
_READ = re.compile(r"[\"']?[ \t]*\|[ \t]*(?:\{[ \t]*)?read[ \t]+(?:-[a-z]+[ \t]+)*([A-Za-z_]\w{0,60})")
"""`printf '%s' … | read -r NAME`."""
_WRITTEN = re.compile(
    r"[\"']?[ \t]*(?:>{1,2}\|?|\|[ \t]*(?:sudo[ \t]+)?(?:tee|sponge|install[^|\n]{0,60}/dev/stdin)(?:[ \t]+-\w+)*)[ \t]*"
    r"[\"']?(?:[\w.~${}-]{0,60}/){0,12}([A-Za-z_][\w.-]{0,60})"
)
"""`echo … > run/secrets/NAME`, `echo … | sudo tee NAME`."""
_ENTRY = re.compile(
    r"(?:^|\n)[ \t]*(?:\d{1,4}\)[ \t]\"(?P<member>[A-Za-z_][\w:.-]{0,60})\"|\[\"?(?P<key>[A-Za-z_][\w.-]{0,60})\"?(?::[\w:\"\\]{1,60})?\]=>)"
    r"[ \t]*\r?\n[ \t]*(?:\d{1,4}\)[ \t]\"|string\(\d{1,4}\)[ \t]\")$"
)
"""The name on the line above, as Redis prints the members of a hash and PHP the entries of an array."""
_PRINTED = re.compile(r"(?:^|[ \t])\[([A-Za-z_][\w.-]{0,60})(?::[\w:\\]{1,60})?\]$")
"""A key as PHP's `print_r` writes it: `[api_secret] => …`."""
_VARIABLE = re.compile(
    r"(?:^|[ \t])(?:[$@&]\{([A-Za-z][\w -]{0,60})\}|set[ \t]+(?:the[ \t]+)?([A-Za-z][\w -]{0,60})[ \t]+to)$",
    re.IGNORECASE,
)
"""A variable of Robot Framework or AppleScript: `${API_SECRET}    …`, `set apiSecret to "…"`."""
_ENV = re.compile(r"\$(?:env|global|script):(\w{1,80})$", re.IGNORECASE)
_SUBSCRIPT = re.compile(r"(?:\[[\"']|(?<=\w)(?:->)?\{[\"']?)([^\W\d][^\[\]{}\"']{0,60}+)[\"']?[\]}]$")
_LOOKED_UP = re.compile(r"\([\w./-]{0,40}(?:env|getenv|property)[ \t]+[\"']([A-Za-z_][\w.-]{0,60})[\"']\)$")
"""The look-up of a setting in a Lisp, before its default: `(or (System/getenv "API_SECRET") "…")`."""
_SCHEME = re.compile(r"(?<![A-Za-z])(?:bearer|basic|token|apikey)[ \t]{1,3}$", re.IGNORECASE)
_BUTTON = late(
    r"(?:```|~~~)[\w-]*|\$\d{1,4}|[\W_]*(?:copy|copied|show|hide|reveal|复制|複製|コピー|copiar|copiado|sao chép|копировать|скопировать|скопировано|복사)[\W_]*",
    re.IGNORECASE,
)
_TELLING = late(
    r"(?:[ \t]+(?:is|are|was|has|been|created|generated|successfully|value|below|here|copied|shown|once|following))+$",
    re.IGNORECASE,
)
"""What people say of a value behind its name: `API key created`, `secret is`."""
_TITLE_END = late(r"[\s:：*_`#|-]+$")


def is_credential_word(label: str) -> bool:
    """Returns whether a label sounds like a credential's: generous, because a value is scanned closely later."""
    holds = label.lower().__contains__
    return any(map(holds, _ASCII_WORDS)) or (not label.isascii() and any(map(holds, _OTHER_WORDS)))


def label_at(text: str, start: int, floor: int = 0) -> str:
    """Returns the label of the value at `start`, from its own line and no further left than `floor`; empty if there is none."""
    floor = max(floor, start - _REACH)
    left = text[max(floor, text.rfind("\n", floor, start) + 1) : start]
    if left[-1:] in {":", "-"} and (match := _HASH.search(left)):
        return match[0]
    if left.endswith("=3D"):
        left = left[:-2]  # The separator itself is written as quoted-printable.
    encoding = ""
    if left[-1:] in {":", "-", ","} and (match := _ENCODING.search(left)):
        encoding = match[0]
        left = left[: match.start()]
    if left.endswith(('@"', "@'")):
        left = left[:-2]  # A string of Objective-C, or a verbatim one of C#.
    left = left.removesuffix("=") if left[-2:-1] in {'"', "'"} else left
    if left[-1:] in {" ", "\t"}:
        left = _SCHEME.sub("", left)
    if _ends_in_value(left):
        return ""
    return _left_label(left.rstrip(_OPENERS), spaced=left[-1:] in " \t\"'`") or encoding


def label_behind(text: str, end: int) -> str:
    """Returns the name under which what is behind it stores the value that ends at `end`: a command, a file; else nothing."""
    if text[end : end + _BLANKS].lstrip("\"' \t")[:1] not in {"|", ">"}:
        return ""
    matches = (_PIPED.match(text, end), _READ.match(text, end), _WRITTEN.match(text, end))
    return next((match[1] for match in matches if match and is_credential_word(match[1])), "")


def label_of_entry(text: str, start: int) -> str:
    """Returns the credential's name that is on a line of its own above the value at `start`, in what a program prints; else nothing."""
    match = _ENTRY.search(text, max(0, start - _REACH), start) if text[start - 1 : start] == '"' else None
    name = (match["member"] or match["key"]) if match else ""
    return name if is_credential_word(name) else ""


def _ends_in_value(left: str) -> bool:
    """Returns whether what is to the left is itself a value: half of it must never become a name."""
    match = _VALUE.search(left[-_LONGEST:].rstrip(_OPENERS + ":|,;"))
    return match is not None and any(map(str.isdigit, match[0])) and not match[0].isupper()


def _left_label(left: str, *, spaced: bool) -> str:
    if left.endswith(_WRAPPERS) and (match := _MAYBE.search(left)):
        left = left[: match.start()].rstrip(_OPENERS)
    if match := _DEFAULT.search(left):
        # The default of a template's variable: what is before the braces names the value.
        left, spaced = left[: match.start()].rstrip(_OPENERS), True
    if left.endswith(">") and (match := _TAG.search(left)):
        return match[1]
    # What ends a text is looked for at its end first: most of these are tried at every character.
    named = _BODY.search(left) if " -" in left or "\t-" in left else None
    named = named or (_LISTED.search(left) if left.endswith(",") else None)
    named = named or (_FALLBACK.search(left) if left.rstrip(" \t").endswith(_OPERATORS) else None)
    named = named or (_LOOKED_UP.search(left) if left.endswith(")") else None)
    named = named or (_NAMED_VALUE.search(left) if left.endswith((":", "=")) else None)
    if named and is_credential_word(named[1]):
        return named[1]
    if left.rstrip(" \t")[-1:] in _SIGNS and (match := _SEPARATOR.search(left)):
        return _before(left[: match.start()], match[0].strip())
    return _spaced_label(left) if spaced else ""


def _spaced_label(left: str) -> str:
    """Returns the label that nothing but white space separates from the value: an option, a command's name, a phrase."""
    for pattern in (_OPTION, _COMMAND):
        if match := pattern.search(left):
            return match[1].lstrip("-")
    if match := _VARIABLE.search(left):
        return match[1] or match[2]
    label = _phrase(left)
    return label if is_credential_word(label.rpartition(" ")[2]) else ""


def _before(left: str, separator: str) -> str:
    left = left.rstrip(_CLOSERS)
    if separator == "=>" and (match := _PRINTED.search(left)):
        return match[1]
    if match := _ENV.search(left) or _SUBSCRIPT.search(left):
        return match[1]
    left = _FIELD_TYPE.sub("", left)
    if separator.startswith("=") and (match := _typed(left) or _AS.search(left) or _DECLARED.search(left)):
        return match[1]
    while match := _NOTE.search(left):
        if not left[: match.start()].strip() or (match[0].startswith("[") and separator.startswith("=")):
            break
        left = left[: match.start()].rstrip(_CLOSERS)
    if separator.startswith(("=", ":=")) or left.endswith("]"):
        return _identifier(left)
    return _phrase(left)


def _typed(left: str) -> re.Match[str] | None:
    """Returns where a name with its type behind it ends a text; `creds: key` is no such name."""
    match = _TYPE.search(left)
    is_name = match is not None and match[0].islower() and is_credential_word(match[0].rpartition(":")[2])
    return None if is_name else match


def _identifier(left: str) -> str:
    near = left[-_LONGEST:]
    match = _WORDED.search(near) or _IDENTIFIER.search(near)
    if match is None:
        return ""
    # In a text that was escaped twice the line break before a name is letters, too: `…\nAPI_SECRET=`.
    is_escaped = near[: match.start()].endswith("\\") and _BEHIND_ESCAPE.match(match[0])
    return _tidy(match[0][1:] if is_escaped else match[0])


def _phrase(left: str) -> str:
    """Returns the last words, from the first of them that has to do with credentials."""
    match = _PHRASE.match(left[: -_LONGEST - 1 : -1])
    if match is None:
        return ""
    words = match[0][::-1].split()
    for index, word in enumerate(words):
        if is_credential_word(word) or _BRAND.search(word):
            return _tidy(_TELLING.sub("", " ".join(words[index:])))
    return _tidy(words[-1])


def _tidy(label: str) -> str:
    """Returns a label without its punctuation; of a dotted name the last part."""
    label = label.removeprefix("-D").strip(" \t-.'/$@")
    return label if " " in label else label.rpartition(".")[2]


def stands_alone(text: str, start: int, end: int) -> bool:
    """Returns whether nothing but white space and quotes is next to `text[start:end]` on its line."""
    left = text[max(0, start - _LONE) : start].rpartition("\n")
    right = text[end : end + _LONE].partition("\n")
    begins, ends = bool(left[1]) or start <= _LONE, bool(right[1]) or end + _LONE >= len(text)
    return begins and ends and not (left[2] + right[0]).strip(_AROUND)


def title_above(text: str, start: int) -> str:
    """Returns the title of a value that is alone on its line: the nearest line above that is no button, fence or length.

    The web dialog, copied as text, reads: title, value, empty line, `Copy`, empty line, value.
    """
    end = text.rfind("\n", 0, start)
    for _ in range(2 * _LINES_ABOVE):
        if end < 0:
            return ""
        begin = text.rfind("\n", max(0, end - _LONGEST_TITLE - 2), end) + 1
        if begin == 0 and end > _LONGEST_TITLE + 2:
            return ""
        line = text[begin:end].strip()
        if line and not _BUTTON.fullmatch(line):
            return _title(line)
        end = begin - 1
    return ""


def _title(line: str) -> str:
    title = _TITLE_END.sub("", line).lstrip("#*-_>|• \t")
    if len(title) > _LONGEST_TITLE or not is_credential_word(title) or re.search(r"[=;{}]|[^\W_]{30,}", title):
        return ""
    return _phrase(_NOTE.sub("", title))
