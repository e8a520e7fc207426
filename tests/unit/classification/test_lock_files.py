from __future__ import annotations

import base64
from hashlib import sha256, sha512

import pytest

from auditor.classification import ed25519
from auditor.classification.sample_keys import specimen
from auditor.model.blob_source import BlobRef
from auditor.model.location import Exposure
from auditor.model.secret import PlainBytes
from auditor.prefilter.backpack import Interest
from auditor.scanner.spot_blob import spotter_for
from auditor.scanner.worker import ScanWorker
from auditor.sources.memory import MemorySource
from auditor.vocabulary.vocabulary import builtin

ENTRIES = 100
A = specimen("a")


def digest(number: int) -> bytes:
    return sha256(b"package %d" % number).digest()


def text(number: int) -> str:
    return base64.b64encode(digest(number)).decode()


def long_text(number: int) -> str:
    return base64.b64encode(sha512(b"package %d" % number).digest()).decode()


LINES = {
    "Cargo.lock": lambda n: f'[[package]]\nname = "p{n}"\nchecksum = "{digest(n).hex()}"\n',
    "requirements.txt": lambda n: f"p{n}==1.0 \\\n    --hash=sha256:{digest(n).hex()}",
    "poetry.lock": lambda n: f'[[package]]\nfiles = [{{file = "p{n}.whl", hash = "sha256:{digest(n).hex()}"}}]\n',
    "yarn.lock": lambda n: f'p{n}@^1.0:\n  version "1.0"\n  integrity sha512-{long_text(n)}\n',
    "web/yarn.lock": lambda n: f'"p{n}@npm:1":\n  version: 1.0\n  checksum: 10c0/{sha512(b"%d" % n).hexdigest()}\n',
    "pnpm-lock.yaml": lambda n: f"p{n}@1.0:\n  resolution: {{integrity: sha512-{long_text(n)}}}",
    "go.sum": lambda n: f"example.org/p{n} v1.0.0 h1:{text(n)}\nexample.org/p{n} v1.0.0/go.mod h1:{text(n + 999)}",
    "SHA256SUMS": lambda n: f"{digest(n).hex()}  p{n}.tar.gz",
    "hashes.csv": lambda n: f"p{n},{digest(n).hex()}",
}


def derived(files: dict[str, str], patch: pytest.MonkeyPatch) -> int:
    """How many public keys the examination of the files derives."""
    seeds: list[bytes] = []
    derive = ed25519.derive_public_key

    def counted(seed: bytes) -> bytes:
        seeds.append(seed)
        return derive(PlainBytes(seed))

    patch.setattr(ed25519, "derive_public_key", counted)
    source = MemorySource({path: content.encode() for path, content in files.items()}, Exposure.TRACKED)
    items = [item for item in source.items() if isinstance(item, BlobRef)]
    ScanWorker(builtin(), source.blob_reader(), digest_key=b"0" * 32).examine(items)
    return len(seeds)


@pytest.mark.parametrize("name", LINES)
def test_of_hashes_in_a_lock_file_nothing_is_derived(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = "\n".join(LINES[name](number) for number in range(ENTRIES))
    pair = f"BACKPACK_API_KEY={A.key}\nBACKPACK_API_SECRET={A.secret}\n"
    assert derived({".env": pair, name: hashes}, monkeypatch) == 2


def test_what_a_name_makes_a_candidate_is_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    named = "\n".join(f"api_key = {digest(number).hex()}" for number in range(ENTRIES))
    assert derived({"keys.txt": named}, monkeypatch) == ENTRIES


@pytest.mark.parametrize("name", ["yarn.lock", "web/pnpm-lock.yaml", "Cargo.lock"])
def test_a_lock_file_is_read_closely_for_what_proves_itself_only(name: str) -> None:
    wallet = '"@solana/wallet-adapter-backpack@^0.1.14":\n  version "0.1.14"\n'
    pair = f"{wallet}api_key: {A.key}\napi_secret: {A.secret}\n".encode()
    spotter = spotter_for(builtin(), None)
    interests = [blob.interest if (blob := spotter.spot(PlainBytes(pair), path)) else None for path in (name, "a.yaml")]
    assert interests == [Interest.PLAIN, Interest.FULL]
    source = MemorySource({name: pair}, Exposure.TRACKED)
    items = [item for item in source.items() if isinstance(item, BlobRef)]
    result = ScanWorker(builtin(), source.blob_reader(), digest_key=b"0" * 32).examine(items)
    tokens = {material.public_key_token for one in result.examined for material in one.materials}
    assert tokens & {material.token for one in result.examined for material in one.materials} - {None}, "a proven pair"
