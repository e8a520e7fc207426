"""Pages that documentation tools make: every leak in them is found, and a page without one is not taken apart."""

from __future__ import annotations

import time

import pytest

from auditor.classification.classify import Classifier
from auditor.classification.sample_keys import expand
from auditor.model.material import Material
from auditor.readers.document import Document
from auditor.readers.page_values import SMALL, may_hold_value
from auditor.readers.read_document import read
from auditor.vocabulary.vocabulary import builtin

KEY, SECRET = expand("{{ a.key }}"), expand("{{ a.secret }}")
UNPADDED, HEX, PHRASE = SECRET.rstrip("="), expand("{{ a.secret|hex }}"), expand("{{ a.phrase }}")
DAMAGED = SECRET.replace("=", "")[:-9]
MEMBER = (
    '<section class="tsd-panel tsd-member tsd-is-external"><a id="signAllTransactions" class="tsd-anchor"></a>'
    '<h3 class="tsd-anchor-link"><code class="tsd-tag">Readonly</code><span>sign<wbr/>All<wbr/>Transactions</span>'
    '<a href="#signAllTransactions" aria-label="Permalink" class="tsd-anchor-icon"><svg viewBox="0 0 24 24">'
    '<use href="../assets/icons.svg#icon-anchor"></use></svg></a></h3><div class="tsd-signature"><span class="tsd-kind">'
    'publicKey</span><span class="tsd-signature-symbol">:</span> <a href="../classes/BackpackWalletAdapter.html" '
    'class="tsd-signature-type">BackpackWalletAdapter</a>&lt;string&gt;</div><p>The API key of the wallet, as the one '
    'that signs knows it.</p><pre><code class="language-ts">const wallet = new BackpackWallet();\nawait wallet.connect();'
    '</code></pre><aside class="tsd-sources"><ul><li>Defined in <a href="https://github.com/acme/wallets/blob/3761cd8/'
    'packages/wallets/backpack/src/adapter.ts#L40">packages/wallets/backpack/src/adapter.ts:40</a></li></ul></aside></section>\n'
)
HEAD = (
    '<!DOCTYPE html><html class="default" lang="en" data-base="../"><head><meta charset="utf-8"/><title>Backpack | API</title>'
    '<meta name="description" content="Documentation for the API"/><link rel="stylesheet" href="../assets/style.css"/>'
    '<script defer src="../assets/main.js" id="tsd-main"></script></head><body><script>document.documentElement.dataset'
    '.theme = localStorage.getItem("tsd-theme") || "os"</script>\n'
)


def page(part: str) -> str:
    """Returns a page of documentation with a part of it in the middle."""
    return f"{HEAD}{MEMBER * 6}{part}\n{MEMBER * 6}</body></html>\n"


def found(text: str) -> list[Material]:
    """Returns what a page holds."""
    fields, troubles = read(Document(text, "docs/classes/Wallet.html"))
    assert not troubles
    return Classifier(builtin(), b"k" * 32).classify(fields, Document(text, "").text, "docs/classes/Wallet.html")


LEAKS = {
    "pre": f"<pre>BACKPACK_API_SECRET={SECRET}</pre>",
    "code": f"<p>Use <code>{SECRET}</code>.</p>",
    "unpadded code": f"<p>API secret: <code>{UNPADDED}</code>.</p>",
    "an unpadded text of its own": f"<td>{UNPADDED}</td>",
    "hex": f"<p>The secret is <code>{HEX}</code></p>",
    "typedoc": f'<pre><code class="ts"><span class="hl-0">const</span> <span class="hl-1">secret</span> = '
    f'<span class="hl-2">&quot;{SECRET}&quot;</span>;\n</code><button type="button">Copy</button></pre>',
    "typedoc without entities": f'<code><span class="hl-1">apiSecret</span><span class="hl-3">: </span><span class="hl-2">"{SECRET}"</span></code>',
    "sphinx": f'<div class="highlight"><pre><span></span><span class="n">secret</span> <span class="o">=</span> '
    f'<span class="s2">&quot;{SECRET}&quot;</span>\n</pre></div>',
    "rustdoc": f'<pre class="rust rust-example-rendered"><code><span class="kw">let </span>secret = <span class="string">"{SECRET}"</span>;</code></pre>',
    "javadoc": f"<dl><dt>API secret</dt><dd><code>{DAMAGED}</code></dd></dl>",
    "doxygen": f'<div class="line"><span class="keywordtype">string</span> secret = <span class="stringliteral">&quot;{SECRET}&quot;</span>;</div>',
    "a damaged value in a table": f"<table><tr><td>API secret</td><td><code>{DAMAGED}</code></td></tr></table>",
    "a damaged value in a column": f"<table><tr><th>Name</th><th>API secret</th></tr><tr><td>bot</td><td>{DAMAGED}</td></tr></table>",
    "a damaged value in an attribute": f'<input name="backpack_api_secret" value="{DAMAGED}">',
    "a damaged value behind others": f"<tr><td>API secret</td><td><b>of the</b> <i>bot</i></td></tr><dl><dt>API secret</dt><dd>{DAMAGED}</dd></dl>",
    "an attribute": f'<button data-clipboard-text="{SECRET}">Copy</button>',
    "an attribute without quotes": f"<button data-x=1 data-clipboard-text={UNPADDED}>Copy</button>",
    "behind a short attribute that ends in a sign": f'<a href="?q=" data-clipboard-text="{UNPADDED}" class="x">Copy</a>',
    "entities": f"<td>{SECRET.replace('=', '&#61;').replace('+', '&#x2B;')}</td>",
    "entities in an attribute": f'<a data-key="{UNPADDED.replace("A", "&#65;")}">x</a>',
    "a script": f'<script>const client = new BackpackClient("{KEY}", "{SECRET}");</script>',
    "pieces in a script": f'<script>const apiSecret = "{SECRET[:12]}" + "{SECRET[12:24]}" + "{SECRET[24:]}";</script>',
    "json in a script": f'<script type="application/json">{{"apiSecret": "{DAMAGED}", "exchange": "backpack"}}</script>',
    "json in an attribute": f"<div data-props='{{&quot;backpackApiSecret&quot;: &quot;{DAMAGED}&quot;}}'></div>",
    "json in pre": f'<pre>{{"backpack": {{"api_secret": "{DAMAGED}"}}}}</pre>',
    "settings in pre": f"<pre>\n[backpack]\napi_key = {KEY}\napi_secret = {SECRET}\n</pre>",
    "a phrase": f"<p><code>{PHRASE}</code></p>",
    "a phrase on several lines": f"<p><code>{PHRASE.replace(' ', chr(10))}</code></p>",
    "numbers": f"<pre>{expand('{{ a.expanded|integers }}')}</pre>",
    "on two lines": f"<td>{SECRET[:22]}\n    {SECRET[22:]}</td>",
    "PEM": f"<pre>{expand('{{ a.secret|pem }}')}</pre>",
    "CDATA": f"<![CDATA[{UNPADDED}]]>",
    "a comment": f"<!-- api secret: {SECRET} -->",
    "a host": "<table><tr><td>Backpack API URL</td><td>https://evil.example</td></tr></table>",
}  # fmt: skip
QUIET = {
    "nothing": "",
    "a commit": f"{'<td>x</td>' * 8}<td>Commit</td><td><code>3761cd8cc96dbff8a0a1a4d0f2cb5e1c2d3e4f50</code></td>",
    "a name of a class": "<p>Private key</p><code>BaseSignInMessageSignerWalletAdapter</code>",
    "a version": "<td>API version</td><td>v1.80.0-rc.1</td>",
    "a sentence": "<p>This key is one of twelve words that nobody may know but the one who has it.</p>",
    "a path": '<a href="packages/wallets/backpack/src/generated/accounts.html">accounts</a>',
    "an inline script": '<script>window.addEventListener("DOMContentLoaded", () => showPage("modules"))</script>',
    "a style": f"<style>.x {{ background: url(data:image/png;base64,{'iVBORw0KGgo' * 2}) }}</style>",
    "code": '<pre><code class="ts"><span class="hl-1">signer</span>.<span class="hl-2">signTransactionWithPublicKey</span>(tx)</code></pre>',
}


@pytest.mark.parametrize("part", LEAKS.values(), ids=LEAKS)
def test_a_leak_in_a_page_of_documentation_is_found(part: str) -> None:
    text = page(part)
    start = text.index(part)
    lines = range(text.count("\n", 0, start) + 1, text.count("\n", 0, start + len(part)) + 2)
    assert any(material.span.line in lines for material in found(text))


@pytest.mark.parametrize("part", QUIET.values(), ids=QUIET)
def test_a_page_without_a_value_is_not_taken_apart(part: str) -> None:
    assert len(page(part)) > SMALL
    assert not may_hold_value(Document(page(part), "docs/a.html"))
    assert found(page(part)) == []


def test_a_small_page_is_always_taken_apart() -> None:
    assert may_hold_value(Document("<p>nothing</p>", "a.html"))
    assert may_hold_value(Document("<p>nothing</p>".ljust(SMALL), "a.html"))
    assert not may_hold_value(Document("<p>nothing</p>".ljust(SMALL + 1), "a.html"))


def test_a_value_far_below_is_found_in_its_place() -> None:
    text = page(f"<dl><dt>API secret</dt><dd>{SECRET}</dd></dl>")
    at = text.index(SECRET)
    (material,) = (one for one in found(text) if one.name == "API secret")
    assert material.span.line == text.count("\n", 0, at) + 1
    assert material.span.column == at - text.rindex("\n", 0, at)


@pytest.mark.parametrize(
    "mark",
    ["<", "<a ", "<a b=", '<a b="', "<a b='c", "<th>", "<th>api", ">api url<", "<!--", "<![CDATA[", "<script>", "a.b:", "<td>a.bc:", "&amp;", "&", " name=", '="'],
)  # fmt: skip
def test_a_page_takes_time_by_its_size(mark: str) -> None:
    times = []
    for size in (20_000, 80_000):
        document = Document(f"<p>{mark * (size // len(mark))}", "a.html")
        begun = time.process_time()
        may_hold_value(document)
        times.append(time.process_time() - begun)
    assert times[1] < max(0.1, 9 * times[0])
