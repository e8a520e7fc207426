"""Tells which values are written again: swapped ones where the pair proves it, and right bytes in a wrong text.

A value that a program puts together from several literals stays in pieces, each a literal with its own quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.fix.canonical import FIXABLE_FLAWS, bytes_of, canonical, is_ambiguous, is_stored_twice, written
from auditor.fix.file_text import Edit, FileText, reads_as_meant
from auditor.fix.problem import CHANGED, Problem, Scene, Unfixed
from auditor.fix.source_context import is_decoded_there, is_source
from auditor.model.evidence import Evidence
from auditor.model.finding import Finding, FixKind
from auditor.model.material import Encoding, Kind, Material, Role
from auditor.model.secret import Secret

_GLUE = re.compile(r"\)?[\"'`]{1,3}#{0,3}[\s\\+.<>,&]{0,200}+[A-Za-z@$]{0,3}#{0,3}[\"'`]{1,3}\(?")
"""From the quotes that end a literal to those that begin the next: `" + "`, `' \\`, `") R"(`, `', b'`."""
_QUOTES = frozenset("\"'`")


def is_put_together(raw: str) -> bool:
    """Returns whether the text of a value, from its first character to its last, ends a literal and begins another."""
    return not _QUOTES.isdisjoint(raw)


def refilled(raw: str, old: str, new: str) -> str | None:
    """Returns the pieces with a new value in them, as much in each as before and the rest in the last.

    Args:
        raw: The text from the first character of the value to its last.
        old: What a reader makes of it.
        new: Base64 text of what is to be read there.

    Returns:
        None where the pieces are not the value as it is: escapes, comments between them, code.
    """
    parts = _GLUE.split(raw)
    if len(parts) == 1 or "".join(parts) != old:
        return None
    found: list[str] = []
    at = 0
    for part, glue in zip(parts, _GLUE.findall(raw), strict=False):
        found += [new[at : at + len(part)], glue]
        at += len(part)
    return "".join((*found, new[at:]))


_PLAIN = (Encoding.BASE64, Encoding.BASE64_UNPADDED)
_QUOTED_LISTS = (".json", ".jsonc", ".json5", ".yaml", ".yml", ".toml")

Step = tuple[tuple[Finding, ...], tuple[Edit, ...] | str]
"""Findings, and the edits that settle them, all or none; or why none can."""


def fixed_values(
    text: FileText, problems: Sequence[Problem], scene: Scene
) -> tuple[FileText, list[Finding], list[Unfixed]]:
    """Returns the text with every value written again that safely can be, what that settles, and what is left and why."""
    settled: list[Finding] = []
    edits: list[Edit] = []
    remarks: list[Unfixed] = []
    for findings, step in _steps(text, problems, scene):
        if isinstance(step, str):
            remarks += [Unfixed.on(finding, step) for finding in findings]
        elif any(_overlap(edit, other) for edit in edits for other in step) or not reads_as_meant(
            text, text.edited((*edits, *step)), (*edits, *step)
        ):
            remarks += [Unfixed.on(finding, "the file would not read as it should afterwards") for finding in findings]
        else:
            settled += findings
            edits += step
    return text.edited(edits) if edits else text, settled, remarks


def _steps(text: FileText, problems: Sequence[Problem], scene: Scene) -> Iterator[Step]:
    """Swaps first: both of their values are written again anyhow."""
    swapped: set[object] = set()
    for problem in problems:
        for finding in problem.to_fix(FixKind.SWAP):
            swap = _swap(text, problem, scene)
            locations = (
                {problem.evidence.location}
                if isinstance(swap, str)
                else {finding.location, problem.evidence.pairing.partner}
            )
            swapped |= locations
            others = (other for one in problems if one.evidence.location in locations for other in one.findings)
            yield (finding, *(one for one in others if one.traits.fix is FixKind.CANONICAL)), swap
    for problem in problems:
        findings = problem.to_fix(FixKind.CANONICAL)
        if findings and problem.evidence.location not in swapped:
            yield findings, _rewriting(text, problem)


def _swap(text: FileText, problem: Problem, scene: Scene) -> tuple[Edit, ...] | str:
    """Exchanges the two values of a pair: of one section, or the only ones of their kind in one file."""
    secret = problem.evidence
    key = scene.at(secret.pairing.partner)
    if (
        key is None
        or key.material.role is not Role.API_SECRET
        or key.material.token != secret.material.public_key_token
    ):
        return "the two are not in a key's and a secret's field"
    if key.location.path != secret.location.path or not (
        _is_one_section(key, secret) or _is_only_pair(key, secret, scene)
    ):
        return "the two are in different sections or files; exchange them by hand"
    into_key, into_secret = _edit(text, secret, key), _edit(text, key, secret)
    if isinstance(into_key, str):
        return into_key
    return into_secret if isinstance(into_secret, str) else (into_key, into_secret)


def _is_one_section(key: Evidence, secret: Evidence) -> bool:
    return bool(key.material.group) and key.material.group == secret.material.group


def _is_only_pair(key: Evidence, secret: Evidence, scene: Scene) -> bool:
    """Returns whether either value is only once in the file, so that there is one way to exchange them."""
    tokens = [one.material.token for one in scene.evidence if one.location.path == key.location.path]
    return tokens.count(key.material.token) == tokens.count(secret.material.token) == 1


def _rewriting(text: FileText, problem: Problem) -> tuple[Edit, ...] | str:
    """Writes a value in its place as the exchange writes it."""
    edit = _edit(text, problem.evidence, problem.evidence)
    return edit if isinstance(edit, str) else _objection(text, problem) or (edit,)


def _objection(text: FileText, problem: Problem) -> str:
    """Returns why a value had better not be written again; empty if nothing speaks against it."""
    material, pairing = problem.evidence.material, problem.evidence.pairing
    blocking = (finding.traits.by_hand for finding in problem.findings if finding.traits.fix is not FixKind.MOVE)
    if why := next(filter(None, blocking), ""):
        return why
    if not FIXABLE_FLAWS.issuperset(material.flaws):
        return "the characters themselves may be wrong; copy the value again from where you keep it"
    span = problem.evidence.location.span
    is_recoded = material.encoding not in _PLAIN or material.kind is not Kind.ED25519
    if is_recoded and is_decoded_there(text.document, *text.offsets(span)):
        return "the code around it decodes it: write the value in base64 and change that code together with it"
    if material.encoding is Encoding.INTEGERS and (is_source(text.document) or not _takes_quoted(text)):
        return "it is a list of numbers, and what reads it expects a list"
    field = text.field_at(span)
    if field and is_ambiguous(field, material) and not (pairing.is_key or pairing.is_secret):
        return "it reads as base58 and as base64 without padding, as two different keys, and no counterpart tells which"
    return ""


def _takes_quoted(text: FileText) -> bool:
    return text.document.name.lower().endswith(_QUOTED_LISTS)


def _edit(text: FileText, location: Evidence, value: Evidence) -> Edit | str:
    """Returns what puts the value of one evidence in the place of another's, or why that cannot be."""
    target, source = (text.field_at(one.location.span) for one in (location, value))
    found = bytes_of(source, value.material) if source else None
    if target is None or found is None or bytes_of(target, location.material) is None:
        return CHANGED
    start, end = text.offsets(target.span)
    new = canonical(found, twice=is_stored_twice(location.material))
    if is_source(text.document) and is_put_together(text.text[start:end]):
        pieces = refilled(text.text[start:end], target.value.reveal(), new.reveal())
        if pieces is None:
            return "the program puts the value together from pieces; write it again by hand"
        return Edit(start=start, end=end, text=Secret(pieces), value=new)
    quote = '"' if _is_bare_list(text, location.material, start) else ""
    inside = written(new.reveal(), text.text, start, end, text.document.name)
    return Edit(start=start, end=end, text=Secret(f"{quote}{inside}{quote}"), value=new, inset=len(quote))


def _is_bare_list(text: FileText, material: Material, start: int) -> bool:
    """Returns whether a list of numbers is there without quotes, so that a text in its place needs some."""
    return material.encoding is Encoding.INTEGERS and text.text[start] == "[" and text.text[start - 1] not in "\"'"


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end
