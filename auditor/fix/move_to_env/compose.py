"""A literal in the environment of a compose service gives way to `${NAME}`, which compose reads from `.env` next to it."""

from __future__ import annotations

from auditor.fix.move_to_env.source_literal import Reference, SourceLiteral, edit


def reference(literal: SourceLiteral) -> Reference | str:
    """Returns how to refer to a secret of a compose file (https://docs.docker.com/compose/how-tos/environment-variables/)."""
    if "environment" not in literal.material.path:
        return "it is outside `environment:`, where interpolation would not keep it out of the image or the service"
    field = literal.text.field_at(literal.material.span)
    if field is None or literal.text.text[literal.start : literal.end] != field.value.reveal():
        return "the value is folded or escaped"
    return Reference(edits=lambda name: (edit(literal.start, literal.end, f"${{{name}}}"),))
