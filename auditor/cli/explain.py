"""`backpack-audit explain`: the same as `backpack-audit rules explain`."""

from __future__ import annotations

from auditor.cli.command_help import PlainCommand, examples, new_app
from auditor.cli.rules import explain as explain_rule

app = new_app()
app.command(
    name="explain",
    cls=PlainCommand,
    epilog=examples(
        ("backpack-audit explain BPK101", "Explain a rule by its code."),
        ("backpack-audit explain leaked-key-pair", "Explain a rule by its slug."),
        ("backpack-audit explain BPK1", "List the rules whose codes start with BPK1."),
    ),
)(explain_rule)
