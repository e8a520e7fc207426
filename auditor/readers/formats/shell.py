"""Settings in scripts of shells (POSIX, fish, csh, PowerShell, batch), Dockerfiles, makefiles and shell histories.

No parser of these languages gives positions, and a setting looks alike in most of them, also in a comment, a here
document or behind `docker run -e`; so settings are found by form. Options (`--api-key …`) and headers are the plain
reader's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from auditor.model.late_pattern import late
from auditor.readers import mapped_text
from auditor.readers.command_code import command_code
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.grouping import Accounts
from auditor.readers.mapped_text import MappedText
from auditor.readers.source.column_names import columns_in
from auditor.redaction import is_name

NAMES = (
    "*.sh", "*.bash", "*.zsh", "*.fish", "*.ksh", "*.csh", "*.ps1", "*.psm1", "*.psd1", "*.bat", "*.cmd", ".bashrc", ".zshrc",
    ".profile", ".bash_profile", ".zprofile", ".zshenv", "*_history", "*.history", ".bash_aliases", "dockerfile", "dockerfile.*",
    "*.dockerfile", "containerfile", "containerfile.*", "makefile", "*.mk", "gnumakefile", "justfile", "procfile", "*.command",
    "*.nu", "*.tmux", "vagrantfile.sh", "config.fish",
)  # fmt: skip

_QUOTED = r"(?:\$?\"(?P<double>[^\"\\]*+(?:\\.[^\"\\]*+)*+)\"|\$?'(?P<single>[^']*+)')"
_BARE = r"(?P<bare>(?!=)[^\s\"'`;&|<>(){}\\]++)"
_VALUE = rf"(?:{_QUOTED}|{_BARE})"
_NAME = r"(?P<name>[A-Za-z_]\w{0,100}+)"
_BETWEEN = r"(?:[ \t]|\\\r?\n)++"
"""What is between the words of a command, which may go on in the next line."""
_FORMS = tuple(
    late(form, re.IGNORECASE | re.MULTILINE | re.DOTALL)
    for form in (
        # Batch: everything up to the end of the line or the closing quote.
        rf"^[ \t@]*set[ \t]+\"{_NAME}=(?P<bare>[^\"\r\n]+)\"",
        # setx NAME VALUE, setenv NAME VALUE, set -gx NAME VALUE, ENV NAME VALUE
        rf"(?:^|[;&|])[ \t@]*+(?:setx|setenv|set(?:[ \t]+-{{1,2}}[A-Za-z]+)+|env)[ \t]+{_NAME}[ \t]+{_VALUE}",
        # $env:NAME = "VALUE", $Name = 'VALUE'
        rf"\$(?:(?:env|global|script|local):)?{_NAME}[ \t]*=[ \t]*(?:ConvertTo-SecureString[ \t]+(?:-String[ \t]+)?)?{_QUOTED}",
        # [Environment]::SetEnvironmentVariable("NAME", "VALUE", …)
        rf"SetEnvironmentVariable\([ \t]*[\"']{_NAME}[\"'][ \t]*,[ \t]*{_QUOTED}",
        # Set-Item -Path Env:NAME -Value "VALUE"
        rf"env:{_NAME}[\"']?[ \t]+(?:-value[ \t]+)?{_VALUE}",
        # aws ssm put-parameter --name /bot/NAME --type … --value VALUE, az keyvault secret set, aws secretsmanager
        (
            r"--(?:secret-)?(?:name|id)[ \t=]+[\"']?(?:[\w.-]{1,60}+/|/){0,8}(?P<name>[A-Za-z_][\w-]{0,100}+)[\"']?"
            rf"{_BETWEEN}(?:--?[A-Za-z][\w-]{{0,30}}+(?:[ \t=]+[^\s-]\S{{0,200}}+)?{_BETWEEN}){{0,6}}?"
            rf"--(?:value|secret-string|secret-value|body)[ \t=]+{_VALUE}"
        ),
        # ${NAME:-VALUE}, ${NAME=VALUE}
        rf"\$\{{{_NAME}:?[-=]{_VALUE}\}}",
        # NAME=VALUE, NAME:=VALUE and the like without spaces, anywhere a word may begin
        rf"(?<![\w.$+/-]){_NAME}[:+?]?={_VALUE}",
        # Makefiles, where spaces may be around the mark
        rf"^(?:export[ \t]+)?{_NAME}[ \t]*[:?]?=[ \t]*{_VALUE}",
    )
)
_WORD = late(_VALUE, re.DOTALL)
_PRINTF = late(
    r"\bprintf[ \t]+(?:-v[ \t]+\w{1,60}[ \t]+|--[ \t]+)?[\"'](?P<format>[^\"'\n]{1,400})[\"']"
    r"(?P<words>(?:[ \t]+(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[\w$+/=-]{1,200})){1,20})"
)
_READ = late(
    r"\bread[ \t]+(?:-[a-z]+[ \t]+){0,4}(?P<names>[A-Za-z_]\w{0,60}(?:[ \t]+[A-Za-z_]\w{0,60}){1,9})[ \t]*<<<[ \t]*"
    r"[\"'](?P<words>[^\"'\n]{1,2000})[\"']"
)


def sniff(document: Document) -> bool:
    """Returns whether the text begins as a script of a shell."""
    return re.match(r"#!.{0,60}\b(?:ba|z|k|da|fi|c)?sh\b", document.text) is not None


def read(document: Document) -> Iterator[Literal | EmbeddedDocument]:
    """Yields the code in commands as parts, and every setting outside it that has a value, in the order in which it is."""
    parts = list(command_code(document.text))
    yield from parts
    found: dict[int, tuple[str, MappedText]] = {}
    for form in _FORMS:
        for match in form.finditer(document.text):
            mapped = _passage(document.text, match)
            if mapped.text and mapped.start not in found and is_name(match["name"]):
                found[mapped.start] = (match["name"], mapped)
    for name, mapped in _placed(document.text):
        found.setdefault(mapped.start, (name, mapped))
    accounts = Accounts("env")
    inside = [(part.mapped.start, part.mapped.end) for part in parts]
    reached = 0
    for start, (name, mapped) in sorted(found.items(), key=lambda entry: entry[0]):
        after = bisect_right(inside, (start, len(document.text)))
        if start >= reached and not (after and start < inside[after - 1][1]):
            yield Literal(mapped, name, (), accounts.group(name), "assignment")
            reached = mapped.end


def _placed(text: str) -> Iterator[tuple[str, MappedText]]:
    """Yields what a format or a list of names says of the words behind it: `printf "api_key=%s" …`, `read -r KEY SECRET <<< …`."""
    for match in _PRINTF.finditer(text) if "printf" in text else ():
        names = columns_in(mapped_text.backslashes(MappedText.verbatim(text, *match.span("format"))).text)
        for name, word in zip(names, _WORD.finditer(text, *match.span("words")), strict=False):
            if name:
                yield name.replace(" ", "_"), _passage(text, word)
    for match in _READ.finditer(text) if "<<<" in text else ():
        for name, word in zip(match["names"].split(), re.finditer(r"[^\s\"']+", match["words"]), strict=False):
            yield name, MappedText.verbatim(text, *(match.start("words") + at for at in word.span()))


def _passage(text: str, match: re.Match[str]) -> MappedText:
    groups = match.groupdict()
    style = next(style for style in ("double", "single", "bare") if groups.get(style) is not None)
    mapped = MappedText.verbatim(text, *match.span(style))
    return mapped_text.backslashes(mapped) if style == "double" else mapped
