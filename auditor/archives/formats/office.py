"""Text documents and slides (Word, PowerPoint, OpenDocument): their paragraphs as lines, and whatever else the file holds.

Office cuts a sentence into runs wherever its format or its spelling was touched, a key too. So the text of a part is put
together, a line a paragraph and a tab between the cells of a table; the part as it is is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from auditor.archives.formats import zip as zip_format
from auditor.archives.member import Member, Opening
from auditor.model.report import Skipped
from auditor.model.secret import PlainBytes

_PARTS = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments\w*)\.xml"
    r"|ppt/(?:slides|notesSlides|comments)/[^/]+\.xml|(?:.*/)?(?:content|styles)\.xml"
)
_BREAKS = (
    (re.compile(rb"</(?:w|a|text):[ph]>\s*</(?:w:tc|a:tc|table:table-cell)>"), b"\t"),
    (
        re.compile(
            rb"</(?:w|a|text):[ph]>|</(?:w:tr|a:tr|table:table-row)>|<(?:w:br|a:br|w:cr|text:line-break)[^<>]*>"
        ),
        b"\n",
    ),
    (re.compile(rb"<(?:w|text):tab[^<>]*>|</(?:w:tc|a:tc|table:table-cell)>"), b"\t"),
    (re.compile(rb"<text:s[ /][^<>]*>"), b" "),
    (re.compile(rb"<[^<>]*>"), b""),
)


def members(opening: Opening) -> Iterator[Member | Skipped]:
    """Yields the text of each part that people write, then all parts as they are."""
    for found in zip_format.members(opening):
        if isinstance(found, Member) and _PARTS.fullmatch(found.path) and found.data.find(b"<") >= 0:
            yield Member(found.path, text_of(found.data), f"{found.reader_name or found.path}.txt")
            yield Member(found.path, found.data, found.reader_name, leftover=True)
        else:
            yield found


def text_of(part: bytes) -> PlainBytes:
    """Returns the text of a part in XML, a line a paragraph.

    Args:
        part: The part, in UTF-8 or what can be read as such.
    """
    text = part
    for pattern, instead in _BREAKS:
        text = pattern.sub(instead, text)
    return PlainBytes(unescape(text.decode("utf-8", "replace")).encode("utf-8", "replace"))
