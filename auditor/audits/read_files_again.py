"""Reads files that were scanned a second time, for what a scan does not carry away.

The text of API keys for `policy init`, and a signature for `probe`. What leaves here is public, as after a scan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.classification.public_keys import public_keys
from auditor.classification.signed_request import SignedRequest, sign_account_query
from auditor.collection.collect import source_of
from auditor.collection.resolve_run import Run
from auditor.inventory.write_inventory import RevealPublicKeys
from auditor.model.blob_source import BlobRef, Chunk, Content, Source
from auditor.model.evidence import Evidence
from auditor.model.field import Field
from auditor.model.location import Location
from auditor.model.report import Skipped
from auditor.readers.document import Document
from auditor.readers.read_document import read
from auditor.readers.text_encoding import decode
from auditor.vocabulary.vocabulary import builtin


def reveal_public_keys(run: Run) -> RevealPublicKeys:
    """Looks up the text of API keys in the files of a run, by token.

    What was found inside an archive, a workbook or a file too large to be read at once is left out.
    """

    def reveal(seen: Sequence[Evidence]) -> Mapping[bytes, str]:
        wanted = {one.material.token for one in seen if one.material.token and not one.location.member}
        names = {one.location.path for one in seen}
        return _revealed(run, names, wanted) if wanted else {}

    return reveal


def sign_again(run: Run, source: Source | None, place: Location, token: bytes, timestamp: int) -> SignedRequest | None:
    """Signs the request of a probe with a secret that the scan found, read again from its place.

    Args:
        run: That of the scan.
        source: What was scanned in place of what the request names.
        place: Where the secret was found.
        token: The join token of the API key that belongs to it.
        timestamp: Milliseconds since 1970.

    Returns:
        The signed request; None where the secret is not there any more.
    """
    for fields in _fields(run, {place.path}, source):
        if signed := sign_account_query(fields, token, timestamp):
            return signed
    return None


def _revealed(run: Run, names: set[str], wanted: set[bytes]) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    for fields in _fields(run, names):
        found |= public_keys(fields, wanted)
    return found


def _fields(run: Run, names: set[str], source: Source | None = None) -> Iterator[Sequence[Field]]:
    """Yields what the readers find in the files of some names."""
    source = source or source_of(run, builtin())
    items = [item for item in source.items() if isinstance(item, BlobRef) and item.name in names]
    for item, content in source.blob_reader().stream(items):
        yield _in_content(item.name, content)


def _in_content(name: str, content: Content) -> Sequence[Field]:
    if isinstance(content, (Skipped, Chunk)):
        return ()
    fields, _ = read(Document(decode(content).text, name))
    return tuple(fields)
