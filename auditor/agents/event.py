"""Tells what an event of a coding agent holds: texts that would be written, run or sent, with the places they are for.

Plain classes, which show nothing of what they hold; dataclasses would cost each event 6 ms.
"""

from __future__ import annotations

from pathlib import Path

from auditor.agents.agent import Moment
from auditor.model.secret import Plain

MOST_BYTES = 32 << 20
"""Bytes of a file that is read to see what an edit makes of it."""


SHOWN, SENT, ADDED = "show", "send", "add"
"""What would happen to a file that is only named: the model sees it, somebody gets it, git takes it."""


class Text:
    """One text of an event."""

    __slots__ = ("before", "content", "fate", "file", "name", "near", "said")

    def __init__(  # noqa: PLR0913 - all but three by name
        self,
        said: str,
        name: str,
        content: str,
        *,
        file: Path | None = None,
        before: str | None = None,
        near: Path | None = None,
        fate: str = "",
    ) -> None:
        """Takes a text.

        Args:
            said: What it is, as a sentence says it: `the shell command`, `the prompt`.
            name: The base name that chooses the reader, for what is no file.
            content: The text.
            file: The file that it is to be written to; None for what is run, sent or shown.
            before: What the file holds now; None where there is no such file.
            near: The folder for whose files the text matters, where that is not the current one.
            fate: For a file that is only named: what would happen to it (`SHOWN`, `SENT`, `ADDED`).
        """
        self.said, self.name, self.content = said, name, Plain(content)
        self.file, self.before, self.near, self.fate = file, before, near, fate


class Event:
    """One event."""

    __slots__ = ("folder", "moment", "name", "texts")

    def __init__(self, name: str, moment: Moment, folder: Path | None, texts: tuple[Text, ...]) -> None:
        """Takes an event.

        Args:
            name: What the agent calls it; empty where it does not say.
            moment: When the agent asks.
            folder: The agent's current folder, if there is one.
            texts: Its texts.
        """
        self.name, self.moment, self.folder, self.texts = name, moment, folder, texts
