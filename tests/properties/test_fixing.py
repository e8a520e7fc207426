"""What `fix` promises, over formats, damages, line ends and marks: it writes what was meant, once, and shows no value."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from traces import traces_of

from auditor.audits.check import check_stored
from auditor.audits.fix import planned, write
from auditor.classification.sample_keys import Specimen, expand
from auditor.fix.change import difference
from auditor.fix.file_text import Edit, FileText
from auditor.fix.masking import Masker
from auditor.model.request import AuditRequest
from auditor.model.secret import PlainBytes, Secret
from auditor.vocabulary.vocabulary import builtin

FORMATS: dict[str, str] = {
    ".env": "# bot\nexport BACKPACK_API_KEY=@key@  # the key\nBACKPACK_API_SECRET=@secret@\n\nLOG=debug\n",
    "double.env": 'BACKPACK_API_KEY="@key@"\nOTHER="a b" # c\nBACKPACK_API_SECRET="@secret@"\n',
    "single.env": "BPX_API_KEY='@key@'\nBPX_API_SECRET='@secret@'",
    "config.json": '{\n  "backpack": {"apiKey": "@key@", "n": [1, 2],\n    "apiSecret": "@secret@"}, "x": "a\\u00e9"\n}\n',
    "config.yaml": "# c\nbackpack:\n  api_key: @key@ # k\n  api_secret: '@secret@'\n  list: [a, b]\nother: {x: 1}\n",
    "double.yaml": 'a: &x 1\nbackpack:\n  api_secret: "@secret@"\n  api_key: "@key@"\n',
    "config.toml": "[backpack] # s\napi_key = \"@key@\"\napi_secret = '@secret@'\n\n[other]\nx = 1\n",
    "bot.ini": "; c\n[backpack]\napi_key = @key@\napi_secret = @secret@\n\n[log]\nlevel: info\n",
    "bot.properties": "# c\nbackpack.api.key=@key@\nbackpack.api.secret=@secret@\n",
    "accounts.csv": "name,backpack_api_key,backpack_api_secret\nmain,@key@,@secret@\n",
    "run.sh": "#!/bin/sh\nexport BACKPACK_API_KEY='@key@'\nexport BACKPACK_API_SECRET=\"@secret@\"\nexec ./bot\n",
    "bot.py": "import x\n\n# api.backpack.exchange\nBACKPACK_API_KEY = \"@key@\"  # k\nBACKPACK_API_SECRET = '@secret@'\n",
    "call.py": 'client = BackpackClient(api_key="@key@", api_secret="@secret@", testnet=False)  # backpack\n',
    "bot.ts": "const backpack = { apiKey: '@key@', apiSecret: `@secret@`, n: 1 };\n",
    "main.go": 'package main\n\nvar backpackApiKey = "@key@"\nvar backpackApiSecret = "@secret@"\n',
    "bot.service": "[Service]\nEnvironment=BACKPACK_API_KEY=@key@\nEnvironment=BACKPACK_API_SECRET=@secret@\nExecStart=/bin/bot\n",
    "compose.yaml": "services:\n  bot:\n    environment:\n      - BACKPACK_API_KEY=@key@\n      - BACKPACK_API_SECRET=@secret@\n",
    "notes.txt": "Backpack API key: @key@\nBackpack API secret: @secret@\n\nbye\n",
    "bot.xml": '<cfg>\n  <backpack apiKey="@key@"><apiSecret>@secret@</apiSecret></backpack>\n</cfg>\n',
}


def text_of(value: bytes, public: bytes, damage: str) -> str:
    canonical = base64.b64encode(value).decode()
    forms: dict[str, Callable[[], str]] = {
        "none": lambda: canonical,
        "hex": value.hex,
        "upper-hex": lambda: value.hex().upper(),
        "base58": lambda: expand("{{ v.secret | base58 }}", {"v": Specimen(PlainBytes(value))}),
        "base64url": lambda: base64.urlsafe_b64encode(value).decode(),
        "unpadded": lambda: canonical.rstrip("="),
        "noncanonical": lambda: expand("{{ v.secret | noncanonical }}", {"v": Specimen(PlainBytes(value))}),
        "der": lambda: expand("{{ v.secret | der }}", {"v": Specimen(PlainBytes(value))}),
        "expanded": lambda: base64.b64encode(value + public).decode(),
        "spaces": lambda: f" {canonical} ",
        "comma": lambda: f"{canonical},",
    }
    return forms[damage]()


BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]+")
SEEDS = st.integers(0, 1 << 32).map(lambda number: sha256(str(number).encode()).digest())
KEY_DAMAGES = ("none", "hex", "upper-hex", "base64url", "unpadded", "noncanonical", "spaces", "comma")
SECRET_DAMAGES = (*KEY_DAMAGES, "base58", "der", "expanded")


def damages(name: str, mark: str, every: tuple[str, ...]) -> list[str]:
    """Without quotes, white space or a comma is no part of a value, or ends it."""
    is_quoted = any(f"{quote}{mark}{quote}" in FORMATS[name] for quote in "\"'`")
    return [each for each in every if is_quoted or each not in ("spaces", "comma")]


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, bytes, bytes, Specimen]:
    """A file's name, its content, what `fix` must make of it, and its pair."""
    name = draw(st.sampled_from(sorted(FORMATS)))
    pair = Specimen(PlainBytes(draw(SEEDS)))
    secret = text_of(pair.seed, pair.public_key, draw(st.sampled_from(damages(name, "@secret@", SECRET_DAMAGES))))
    key = text_of(pair.public_key, b"", draw(st.sampled_from(damages(name, "@key@", KEY_DAMAGES))))
    if draw(st.booleans()):
        swapped = draw(st.sampled_from(["none", "hex", "unpadded"]))
        key, secret = text_of(pair.seed, b"", swapped), text_of(pair.public_key, b"", swapped)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = b"\xef\xbb\xbf" if name in (".env", "config.json", "accounts.csv") and draw(st.booleans()) else b""
    template = FORMATS[name].replace("\n", end)

    def filled(key: str, secret: str) -> bytes:
        return mark + template.replace("@key@", key).replace("@secret@", secret).encode()

    # What reads as base58 and as base64 without padding is left alone, unless the pair tells: see the unit tests.
    assume(not any(len(text) == 43 and BASE58.fullmatch(text) for text in (key, secret)))
    return name, filled(key, secret), filled(pair.key, pair.secret), pair


@settings(max_examples=60)
@given(documents())
def test_a_fixed_file_is_the_one_that_was_meant_and_stays_so(document: tuple[str, bytes, bytes, Specimen]) -> None:
    name, before, meant, pair = document
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(before)
        path.chmod(0o600)
        request = AuditRequest(paths=(path,), use_config=False, jobs=1)
        first = planned(request)
        write(first.plan)
        assert path.read_bytes() == meant
        assert [
            remark for remark in first.plan.remarks if remark.code in ("BPK201", "BPK303", "BPK304", "BPK307")
        ] == []
        shown = "\n".join(line for change in first.plan.changes for line in change.diff).encode()
        assert not [trace for trace in traces_of(pair) if trace in shown]
        second = planned(request)
        assert second.plan.changes == ()
        codes = {finding.rule_id for finding in check_stored(request).findings}
        assert codes.isdisjoint({"BPK201", "BPK303", "BPK304", "BPK307", "BPK402"})
        assert [path.name for path in Path(folder).iterdir()] == [name]


PLACES: dict[str, Callable[[str], str]] = {
    "notes.txt https://api.backpack.exchange/x?api_key=@key@&api_secret=@secret@": lambda text: quote(text, safe=""),
    'a.json {"url": "https:\\/\\/api", "backpack": {"apiKey": "@key@", "apiSecret": "@secret@"}}': lambda text: (
        text.replace("/", "\\/")
    ),
    "a.xml <backpack><apiKey>@key@</apiKey><apiSecret>@secret@</apiSecret></backpack>": lambda text: (
        text.replace("+", "&#43;").replace("/", "&#47;").replace("=", "&#61;")
    ),
}


@settings(max_examples=30)
@given(st.sampled_from(sorted(PLACES)), SEEDS)
def test_a_swap_stays_in_the_encoding_of_its_place(place: str, seed: bytes) -> None:
    encoded = PLACES[place]
    name, _, template = place.partition(" ")
    pair = Specimen(PlainBytes(seed))
    key, secret = encoded(pair.key), encoded(pair.secret)
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(template.replace("@key@", secret).replace("@secret@", key))
        path.chmod(0o600)
        found = planned(AuditRequest(paths=(path,), use_config=False, jobs=1))
        write(found.plan)
        assert path.read_text() == template.replace("@key@", key).replace("@secret@", secret)
        shown = "\n".join(line for change in found.plan.changes for line in change.diff).encode()
        assert not [trace for trace in traces_of(pair) if trace in shown]


WRITINGS: dict[str, Callable[[Specimen], str]] = {
    "base64": lambda pair: pair.secret,
    "unpadded": lambda pair: pair.secret.rstrip("="),
    "url": lambda pair: pair.secret.replace("+", "-").replace("/", "_"),
    "hex": lambda pair: pair.seed.hex(),
    "upper": lambda pair: pair.seed.hex().upper(),
    "pairs": lambda pair: pair.seed.hex(" "),
    "colons": lambda pair: pair.seed.hex(":"),
    "bytes": lambda pair: ", ".join(f"0x{byte:02x}" for byte in pair.seed),
    "escapes": lambda pair: "".join(f"\\x{byte:02x}" for byte in pair.seed),
    "numbers": lambda pair: ", ".join(map(str, pair.seed)),
    "expanded": lambda pair: base64.b64encode(pair.seed + pair.public_key).decode(),
    "double": lambda pair: base64.b64encode(pair.secret.encode()).decode(),
    "percent": lambda pair: quote(pair.secret, safe=""),
    "base58": lambda pair: expand("{{ v.secret | base58 }}", {"v": pair}),
    "pem": lambda pair: expand("{{ v.secret | pem }}", {"v": pair}).replace("\n", "\\n"),
}
AROUND = (
    "# {}", "# old: {}", "// secret={}", "X={}", "X='{}'", 'X="{}", # see docs', "note {} and more", "({})", "<{}>", "a.b:{}",
    "{}", "key_{}", "{}.bak", "x={}&y=1", "{}{}", "- {}", "/path/{}/x", "\t{}\t", "{};", "`{}`",
)  # fmt: skip


@st.composite
def surroundings(draw: st.DrawFn) -> tuple[str, str, list[Specimen]]:
    """A file with a value to be fixed, and lines around it that hold other secrets, whole or in part."""
    name = draw(st.sampled_from([".env", "a.yaml", "bot.py", "notes.txt", "bot.ts", "run.sh"]))
    pairs = [Specimen(PlainBytes(draw(SEEDS))) for _ in range(3)]
    lines = []
    for pair in pairs[:2]:
        text = WRITINGS[draw(st.sampled_from(sorted(WRITINGS)))](pair)
        first = draw(st.integers(0, 8))
        last = draw(st.integers(len(text) - 8, len(text)))
        lines.append(draw(st.sampled_from(AROUND)).replace("{}", text[first:last]))
    wrong = f'BACKPACK_API_SECRET{": " if name == "a.yaml" else "="}"{pairs[2].seed.hex()}"'
    lines.insert(draw(st.integers(0, 2)), wrong)
    return name, "\n".join(lines) + "\n", pairs


@settings(max_examples=150)
@given(surroundings())
def test_no_stretch_of_any_secret_is_shown_beside_a_change(document: tuple[str, str, list[Specimen]]) -> None:
    name, text, pairs = document
    before = FileText(text, name, builtin())
    start = text.index(pairs[2].seed.hex())
    edit = Edit(start=start, end=start + 64, text=Secret(pairs[2].secret))
    shown = "\n".join(difference(before, before.edited([edit]), Masker({}), name)).encode()
    assert b"@@" in shown
    for pair in pairs:
        assert not [trace for trace in (*traces_of(pair), *other_traces_of(pair)) if trace in shown], text


def other_traces_of(pair: Specimen) -> list[bytes]:
    """Stretches of eight bytes in the ways of writing bytes one by one."""
    ways = [pair.seed.hex(" "), pair.seed.hex(":"), ", ".join(f"0x{byte:02x}" for byte in pair.seed)]
    return [way[at : at + 22].encode() for way in ways for at in range(0, len(way) - 22, 2)]
