"""What has only the form of a generic secret stays silent, and the same form with a value in it does not."""

from __future__ import annotations

import pytest

from auditor import AuditRequest, Exposure, audit
from auditor.classification.sample_keys import expand
from auditor.sources.memory import MemorySource

AWS_ID = "ACCA" + expand("{{ a.bytes8 | hex }}").upper()
SILENT = {
    "a format description": "Proxies are written http://user:pass@host:port, or socks5://username:password@192.0.2.1:1080\n",
    "a template of a URL": "URL = f'postgres://{user}:{password}@{host}/db'\n",
    "a masked password": "connecting to postgres://bot:********@db.internal/bot\n",
    "identifiers that begin with AP and AKC": "diskutil apfs list | grep APFSContainerReference AKCapitalGainsReport\n",
    "a head in a comment": "// The text begins with -----BEGIN PRIVATE KEY-----\n// and is read as PKCS 8.\nfn read() {}\n",
    "head and end as constants": "H = '-----BEGIN RSA PRIVATE KEY-----'\nE = '-----END RSA PRIVATE KEY-----'\n",
    "a template of a key file": "PEM = f'-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----'\n",
    "a placeholder in a key file": "-----BEGIN PRIVATE KEY-----\n<your key here>\n-----END PRIVATE KEY-----\n",
    "a shortened key file": "-----BEGIN OPENSSH PRIVATE KEY-----\n...\n-----END OPENSSH PRIVATE KEY-----\n",
    "a comparison with a head": "if 'BEGIN EC PRIVATE KEY' in text:\n    raise ValueError\n",
    "an example that says so": "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n",  # backpack-audit: ignore[BPK901] -- AWS's own
    "hex in capitals that begins like a key of AWS": f"BLOB = '{'5E' * 40}{AWS_ID}{'A7' * 40}'\n",
    "hex that holds what begins like Twilio's": f"BLOB = '{'5e' * 40}AC{expand('{{ a.bytes16 | hex }}')}{'a7' * 40}'\n",
    "a row of hex between colons that holds a Telegram token's form": (
        f"{'5e' * 20}a{'12345678'}:{expand('{{ a.bytes64 | hex }}')}:{'a7' * 20}:\n"
    ),
    "digits and a run that are too long for a token": f"ids = '{'1' * 11}:{expand('{{ a.bytes32 | hex }}')[:35]}'\n",
    "a line of Intel HEX": f":10246200{AWS_ID}464C55\n",
    "the end of such a run, and the beginning of one": f"00{AWS_ID} {AWS_ID}00\n",
    "the alias of a module": 'module_alias: "usb:v046DpC52Bd1203dc00dsc00dp00ic03iSK00d3ip01in00000dp00ic03isc01ip01"\n',
    "a test vector": f"cos_hmac_secret_access_key={bytes(range(24)).hex()}\n",
}
LEAKS = {
    "a password in a URL": "URL = 'postgres://bot:{{ a.bytes12 | base64url }}@db.internal/bot'\n",
    "a password next to a format description": (
        "as http://user:pass@host, mine: http://user:{{ a.bytes12 | base64url }}@example.org\n"
    ),
    "a token of Artifactory": "key: AKCp8{{ a.bytes24 | hex }}\n",
    "a key of Twilio": "sid: SK{{ a.bytes16 | hex }}\n",
    "a key file": "{{ a.secret | rsa }}\n",
    "a key file without its end": "-----BEGIN RSA PRIVATE KEY-----\n{{ a.bytes48 }}\n{{ b.bytes48 }}\n",
    "a key file with headers": (
        "-----BEGIN RSA PRIVATE KEY-----\nComment: bot\n{{ a.bytes48 }}\n-----END RSA PRIVATE KEY-----\n"
    ),
    "a key file in a string": (
        "const k = '-----BEGIN PRIVATE KEY-----\\n{{ a.bytes48 }}\\n-----END PRIVATE KEY-----';\n"
    ),
    "a key file behind a comment about one": (
        "# starts with -----BEGIN RSA PRIVATE KEY-----\n# like this\n\n{{ a.secret | rsa }}\n"
    ),
    "a token of a Telegram bot": f"bot_token = '12345678:{expand('{{ a.bytes32 | hex }}')[:35]}'\n",
    "a token in the address of a Telegram bot": (
        f"url = 'https://api.telegram.org/bot12345678:{expand('{{ a.bytes32 | hex }}')[:35]}/getMe'\n"
    ),
    "an id of Twilio": f"account = 'AC{expand('{{ a.bytes16 | hex }}')}'\n",
    "a key of AWS": f"aws_access_key_id={AWS_ID}\n",
    "a key of AWS between marks": f'keys: [{AWS_ID}/x, "{AWS_ID}"]\n',
    "a key of AWS alone, and in a longer run": f"00{AWS_ID}00 {AWS_ID}\n",
    "a random key of the same form as a test vector": "cos_hmac_secret_access_key={{ a.bytes24 | hex }}\n",
}


def active(text: str) -> list[str]:
    request = AuditRequest(use_config=False, inline_ignores=False, describe_rules=False, jobs=1)
    source = MemorySource({"notes.txt": expand(text).encode()}, Exposure.TRACKED, 0o644)
    return [finding.rule_id for finding in audit(request, source=source).active]


@pytest.mark.parametrize("name", SILENT)
def test_the_form_of_a_secret_alone_is_no_finding(name: str) -> None:
    assert active(SILENT[name]) == []


@pytest.mark.parametrize("name", LEAKS)
def test_the_same_form_with_a_value_is_one(name: str) -> None:
    assert active(LEAKS[name]) == ["BPK901"]
