"""The language server: what `scan` finds, in an editor, on text that is not saved yet."""
