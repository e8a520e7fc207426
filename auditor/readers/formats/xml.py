"""XML and property lists. Whether it is well-formed expat says, which also refuses what entities could blow up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model.report import Skipped
from auditor.readers import markup
from auditor.readers.document import Document, EmbeddedDocument, Literal
from auditor.readers.reader_errors import not_valid

NAMES = (
    "*.xml", "*.plist", "*.xsd", "*.xsl", "*.xslt", "*.wsdl", "*.csproj", "*.vbproj", "*.props", "*.targets", "*.resx", "*.svg",
    "*.pom", "*.nuspec", "*.storyboard", "*.xib", "*.iml", "*.mobileconfig", "*.entitlements", "web.config", "app.config",
    "nuget.config", "*.exe.config", "*.dll.config", "*.rss", "*.atom", "*.kml", "*.gpx", "*.jmx", "*.xcscheme",
)  # fmt: skip

_DECLARATION = re.compile(r"\s*<(?:\?xml|!DOCTYPE plist)")
_ENTITY = "<!ENTITY"


def sniff(document: Document) -> bool:
    """Returns whether the text begins with an XML declaration."""
    return _DECLARATION.match(document.text) is not None


def read(document: Document) -> Iterator[Literal | EmbeddedDocument | Skipped]:
    """Yields every text and attribute, with the elements above it."""
    wrong = _wrong_at(document)
    if wrong is None:
        yield from markup.literals(document.text, is_html=False)
    else:
        yield not_valid("XML", document, wrong)


def _wrong_at(document: Document) -> int | None:
    """Returns the offset of what is not well-formed, or of an entity declaration, or None."""
    from xml.parsers import expat  # only where XML has a hit

    if (declared := document.text.find(_ENTITY)) >= 0:
        return declared
    parser = expat.ParserCreate()
    try:
        parser.Parse(document.text.lstrip(), True)  # noqa: FBT003 - expat's own way to say that this is all
    except expat.ExpatError:
        read = document.text.lstrip().encode()[: parser.ErrorByteIndex]
        return len(document.text) - len(document.text.lstrip()) + len(read.decode(errors="ignore"))
    except ValueError:
        # A lone surrogate, which no encoding of XML has.
        return 0
    return None
