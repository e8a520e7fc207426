"""Tells what is shown in the place of a value: what it is, by the API key that belongs to it, and nothing of itself."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping

from msgspec import Struct

from auditor.fix.file_text import FileText
from auditor.model.evidence import Evidence
from auditor.model.material import Encoding, Kind, Material, Role
from auditor.readers.line_masking import VALUE, MaskedLine, masked_lines, stretches_of
from auditor.wording.flaw_words import FLAW_WORDS
from auditor.wording.lists import listed

_SHOWN_OF_KEY = 8


class Masker(Struct, frozen=True):
    """Masks the values of one scope. A secret is called by the API key that belongs to it, which is no secret."""

    public: Mapping[bytes, bytes]
    """The API keys that are proven to be keys, by their tokens."""

    @classmethod
    def of(cls, evidence: Iterable[Evidence]) -> Masker:
        """Knows what the join over a scope proved."""
        secrets = [one.material for one in evidence if one.pairing.is_secret]
        return cls(
            {each.public_key_token: each.public_key for each in secrets if each.public_key_token and each.public_key}
        )

    def lines(self, text: FileText) -> list[MaskedLine]:
        """Returns every line of a text; a value over several lines is masked in each of them."""
        what = {material.span: material for material in text.materials}
        stretches = stretches_of(text.document, text.fields, lambda field: self.mask(what.get(field.span)))
        return masked_lines(text.text, stretches)

    def mask(self, material: Material | None) -> str:
        """Returns what is in the place of a value."""
        if material is None:
            return VALUE
        if key := self.public.get(material.token or b""):
            return f"<API key {_shown(key)}{_manner(material)}>"
        if material.public_key and self._is_secret(material):
            return f"<secret of API key {_shown(material.public_key)}{_manner(material)}>"
        return f"<API key{_manner(material)}>" if material.role is Role.API_KEY else VALUE

    def _is_secret(self, material: Material) -> bool:
        return (
            material.role is Role.API_SECRET
            or material.kind in (Kind.KEYPAIR, Kind.PRIVATE_KEY)
            or material.public_key_token in self.public
        )


def _shown(key: bytes) -> str:
    return f"{base64.b64encode(key).decode()[:_SHOWN_OF_KEY]}…"


def _manner(material: Material) -> str:
    """Returns how the value is written, where that is not as it should be."""
    encoding = "" if material.encoding is Encoding.BASE64 else f", in {material.encoding.value}"
    length = ", 64 bytes" if material.kind is Kind.KEYPAIR else ""
    flaws = f", with {listed(FLAW_WORDS[flaw] for flaw in material.flaws)}" if material.flaws else ""
    return f"{encoding}{length}{flaws}"
