"""What a page of documentation is passed over for, its reader would have found nothing in."""

from __future__ import annotations

import html

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.classification.classify import Classifier
from auditor.classification.sample_keys import expand
from auditor.readers.document import Document
from auditor.readers.page_values import SMALL, may_hold_value
from auditor.readers.read_document import read
from auditor.vocabulary.vocabulary import builtin

FORMS = ("", "|hex", "|base58", "|base64url", "|unpadded", "|integers", "|double", "|escaped", "|drop", "|pem")
VALUES = [
    *(expand(f"{{{{ a.secret{form} }}}}") for form in FORMS),
    *(expand(f"{{{{ a.{name} }}}}") for name in ("key", "expanded", "phrase")),
    "bogus-but-labelled-value1", "short1", "https://evil.example/x", "api.evil.io", "wallet.ts:40", "Next.js", "0x1234567890abcdef",
    "signAllTransactions", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "6f1c2f3e-9d5b-4a77-8c3e-0123456789ab", "correct_horse_battery",
    "a sentence of some words", "backpack", "binance", '{\n  "api_secret": "bogus-but-labelled-value1"\n}',
]  # fmt: skip
LABELS = [
    "API secret", "api_key:", "Private key", "Backpack API URL", "base url", "backpack_api_secret", "publicKey", "Name", "Host",
    "Seed phrase", "password", "exchange", "Backpack",
]  # fmt: skip
FRAMES = [
    "{label}: {value}", "{label}={value}", "<p>{label}: {value}</p>", "<p>{label} <code>{value}</code></p>", "<dl><dt>{label}</dt><dd>{value}</dd></dl>",
    "<tr><td>{label}</td><td><b><i>{value}</i></b></td></tr>", "<table><tr><th>{label}</th><th>x</th></tr><tr><td>{value}</td><td>y</td></tr></table>",
    "<input name='{label}' value=\"{value}\">", '<a data-x="?q=" data-{label}="{value}">x</a>', '<a name="{label}">{value}</a>',
    '<script>const {label} = "{value}";</script>', '<script type="application/json">{{"{label}": "{value}"}}</script>',
    "<pre>\n[{label}]\n{label} = {value}\n</pre>", '<pre>{{"{label}": "{value}"}}</pre>', "<a href=\"{value}\" title='{label}'>{label}</a>",
    '<span>{label}</span><span>=</span><span>"{value}"</span>', "<!-- {label}: {value} -->", "<![CDATA[{label}: {value}]]>", "a < b {label} > {value}",
    "<style>{label} {value}</style>", '<meta property="{label}" content={value}>',
]  # fmt: skip
PARTS = st.builds(
    lambda frame, label, value, is_escaped: frame.format(label=label, value=html.escape(value) if is_escaped else value),
    st.sampled_from(FRAMES), st.sampled_from(LABELS), st.sampled_from(VALUES), st.booleans(),
)  # fmt: skip
FILLER = "<p>nothing</p>" + " " * SMALL


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4))
def test_a_page_in_which_something_is_found_is_never_passed_over(parts: list[str]) -> None:
    text = f"<body>{'<br>'.join(parts)}</body>"
    document = Document(text, "docs/backpack.html")
    fields, _ = read(document)
    if Classifier(builtin(), b"k" * 32).classify(fields, document.text, document.name):
        assert may_hold_value(Document(text + FILLER, document.name))
