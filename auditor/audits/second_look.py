"""What the API keys are that a scan saw: the same files read a second time, for `policy init` alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.classification.public_keys import public_keys
from auditor.configuration.load_configuration import configuration_for
from auditor.inventory.write_inventory import RevealPublicKeys
from auditor.model.blob_source import BlobRef, Chunk, Content
from auditor.model.evidence import Evidence
from auditor.model.report import Skipped
from auditor.model.request import AuditRequest
from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.text_encoding import decode
from auditor.sources.open_source import open_source
from auditor.vocabulary.vocabulary import builtin


def reveal_public_keys(request: AuditRequest) -> RevealPublicKeys:
    """Looks up the text of API keys in the files of the request, by token.

    What was found inside an archive, a workbook or a file too large to be read at once is left out.
    """

    def reveal(seen: Sequence[Evidence]) -> Mapping[bytes, str]:
        wanted = {one.material.token for one in seen if one.material.token and not one.location.member}
        names = {one.location.path for one in seen}
        return _revealed(request, names, wanted) if wanted else {}

    return reveal


def _revealed(request: AuditRequest, names: set[str], wanted: set[bytes]) -> dict[bytes, str]:
    configuration = configuration_for(request)
    source = open_source(request, builtin().credential_stores, configuration.exclude)
    items = [item for item in source.items() if isinstance(item, BlobRef) and item.name in names]
    found: dict[bytes, str] = {}
    for item, content in source.blob_reader().stream(items):
        found |= _in_content(item.name, content, wanted)
    return found


def _in_content(name: str, content: Content, wanted: set[bytes]) -> Mapping[bytes, str]:
    if isinstance(content, (Skipped, Chunk)):
        return {}
    fields, _ = read(Document(decode(content).text, name))
    return public_keys(fields, wanted)
