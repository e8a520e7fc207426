"""Under which names the values in brackets stand, by what is known of the brackets."""

from __future__ import annotations

from auditor.model.field import FieldKind
from auditor.readers.embedded import Literal
from auditor.readers.grouping import settled
from auditor.readers.plain.labels import is_credential_word
from auditor.readers.source.brackets import NO_USE, Found, Frame, Use
from auditor.readers.source.keywords import is_identifier, is_transparent

_DEFAULTS = frozenset({"default", "value", "fallback", "val", "defaultvalue", "def"})
_PAIR = 2


def use_in(frame: Frame) -> Use:
    """How a value at the present place in the brackets is used."""
    if frame.label:
        return _labelled_use(frame)
    if not frame.opener or frame.is_definition:
        return NO_USE
    is_alone = frame.opener == "(" and frame.index == 0
    if is_alone and frame.inherited is not NO_USE and (not frame.callee or is_transparent(frame.callee)):
        return frame.inherited
    if not frame.callee or frame.opener == "[" or (frame.index and is_transparent(frame.callee)):
        return NO_USE
    if frame.setting:
        return Use(frame.setting, "assignment", f"call@{frame.start}", path=frame.path)
    return Use("", "argument", f"call@{frame.start}", frame.callee, frame.index, frame.path)


def _labelled_use(frame: Frame) -> Use:
    if frame.key_at >= 0:
        return entry_use(frame, 1)
    if frame.opener == "(" and frame.setting and frame.label.lower() in _DEFAULTS:
        return Use(frame.setting, "assignment", f"call@{frame.start}", path=frame.path)
    is_argument = frame.opener == "(" and bool(frame.callee) and not frame.is_definition
    kind: FieldKind = "argument" if is_argument else "assignment"
    callee = frame.callee if is_argument else ""
    return Use(frame.label, kind, frame.group(frame.label), callee, path=frame.path)


def entry_use(frame: Frame, position: int) -> Use:
    """How the key (0) or the value (1) of an entry is used whose key is a value itself: `{"<key>": "<secret>"}`."""
    return Use("", "item", f"entry@{frame.key_at}", position=position, path=frame.path)


def inner_path(frame: Frame, opener: str, use: Use, callee: str) -> tuple[str, ...]:
    """The names around what stands in brackets that open; round ones without a callee only group."""
    if opener == "(" and not callee:
        return frame.path
    names = (use.name, use.callee, callee if opener == "{" else "")
    return (*frame.path, *dict.fromkeys(name for name in names if name))


def settled_in(frame: Frame, outer_group: str) -> list[Literal]:
    """The literals of brackets that close: an item has its list's name, a pair is a name and its value."""
    items = [found for found in frame.found if found.use is None]
    is_list = _is_list(frame)
    if is_list and len(frame.found) == len(items) == _PAIR and _names(items[0], items[1]):
        name = items[0].mapped.text
        return [Literal(items[1].mapped, name, frame.path, outer_group, "assignment")]
    literals = []
    for found in frame.found:
        use = found.use
        if use is not None:
            literals.append(Literal(found.mapped, use.name, use.path, use.group, use.kind, use.callee, use.position))
        elif is_list:
            name = frame.inherited.name
            path = frame.outer_path if name else frame.path
            group = f"list@{frame.start}"
            literals.append(Literal(found.mapped, name, path, group, "item", position=found.index))
    return settled(literals, frame.path, outer_group) if frame.opener == "{" else literals


def _is_list(frame: Frame) -> bool:
    """Whether what has no name in the brackets is an item of a list: no body of code, and no argument."""
    if frame.is_definition or frame.callee:
        return False
    if frame.opener == "{":
        return frame.inherited is not NO_USE or any(found.index for found in frame.found)
    return frame.opener in {"(", "["}


def _names(item: Found, value: Found) -> bool:
    """Whether the first of two items names the second: `("X-API-Key", "…")`."""
    text = item.mapped.text
    return is_identifier(text) and is_credential_word(text) and not is_identifier(value.mapped.text)
