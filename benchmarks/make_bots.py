"""Builds a tree of generated trading bots in eight languages: `python -m benchmarks.make_bots FOLDER`.

Every file says Backpack in its first lines, as the files of a bot do, and is ordinary code below: functions with calls,
look-ups of settings, URLs, messages and dictionaries. One file in a hundred holds a pair of freshly made keys. The same
numbers give the same tree, but for the keys. No code is copied from anybody.
"""

from __future__ import annotations

import argparse
import base64
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

_BYTES = 50_000_000
_BLOBS = 20_000
_ONE_IN = 100
_NOUNS = [
    "order",
    "price",
    "book",
    "depth",
    "ticker",
    "trade",
    "candle",
    "position",
    "margin",
    "balance",
    "account",
    "session",
    "market",
    "quote",
    "fill",
    "leg",
    "grid",
]
_VERBS = [
    "load",
    "fetch",
    "send",
    "cancel",
    "update",
    "place",
    "check",
    "close",
    "open",
    "parse",
    "merge",
    "sort",
    "build",
    "reset",
    "watch",
    "poll",
    "store",
    "send",
]
_KINDS = ["limit", "market", "post_only", "reduce_only", "stop", "take_profit", "iceberg"]
_SENTENCES = (
    "cannot {verb} {noun}: {noun2} is stale", "{noun} and {noun2} differ by more than {number} ticks", "{verb} {noun} again in {number} ms",
    "the exchange answered {number}: no such {noun}", "waiting for the {noun} of {noun2}",
)  # fmt: skip


@dataclass(frozen=True)
class Language:
    """How a language writes what a bot consists of; `{…}` are filled in."""

    suffix: str
    head: str
    leak: str
    function: str
    lines: tuple[str, ...]
    end: str
    tail: str = ""


_C_LIKE = (
    '{indent}log("{sentence}");',
    "{indent}{name} = {verb}_{noun}({name2}, {number}); // {sentence}",
    '{indent}if ({name} == "{kind}") {{ {verb}_{noun2}("{kind}"); }}',
    '{indent}send("https://api.backpack.exchange/api/v1/{noun}/{number}", {name});',
)
LANGUAGES = (
    Language(
        "py",
        '"""Trades on Backpack Exchange."""\nimport os\n\nBASE_URL = "https://api.backpack.exchange"\n'
        'API_KEY = os.environ["BACKPACK_API_KEY"]\nAPI_SECRET = os.getenv("BACKPACK_API_SECRET")\n\n',
        'FALLBACK_KEY = "{key}"\nFALLBACK_SECRET = "{secret}"\n\n',
        "def {verb}_{noun}_{number}({name}, {name2}=None):\n",
        (
            '    logger.info("{sentence}", {name})',
            "    {name} = self.{verb}_{noun}({name2}, limit={number})",
            '    payload = {{"symbol": {name}, "orderType": "{kind}", "quantity": str({number}), "{noun}": {name2}}}',
            '    if {name} != "{kind}" and {name2} is not None:\n        return {verb}_{noun2}({name2})  # {sentence}',
            '    response = session.get(f"{{BASE_URL}}/api/v1/{noun}/{number}", params=payload, timeout={number})',
        ),
        "    return {name}\n\n\n",
    ),
    Language(
        "ts",
        '// Trades on Backpack Exchange.\nimport {{ request }} from "./http";\n\nconst BASE_URL = "https://api.backpack.exchange";\n'
        "const apiKey = process.env.BACKPACK_API_KEY;\nconst apiSecret = process.env.BACKPACK_API_SECRET ?? '';\n\n",
        'export const fallback = {{ apiKey: "{key}", apiSecret: "{secret}" }};\n\n',
        "export async function {verb}{number}({name}: string, {name2}?: number) {{\n",
        (
            '  console.log("{sentence}", {name});',
            "  const {name}{number} = await this.{verb}_{noun}({name2}, {number});",
            "  const payload = {{ symbol: {name}, orderType: '{kind}', quantity: `${{{name2}}}`, {noun}: {number} }};",
            '  if ({name} !== "{kind}") {{ return {verb}({name2}); }} // {sentence}',
            "  await request(`${{BASE_URL}}/api/v1/{noun}/{number}`, payload);",
        ),
        "  return {name};\n}}\n\n",
    ),
    Language(
        "js",
        "// Trades on Backpack Exchange.\nconst http = require('./http');\n\nconst BASE_URL = 'https://api.backpack.exchange';\n"
        "const apiKey = process.env.BACKPACK_API_KEY;\nconst apiSecret = process.env.BACKPACK_API_SECRET;\n\n",
        "module.exports.keys = new BackpackClient('{key}', '{secret}');\n\n",
        "function {verb}{number}({name}, {name2}) {{\n",
        (
            "  logger.info('{sentence}', {name});",
            "  const {name}{number} = {verb}_{noun}({name2}, {number});",
            "  const payload = {{ symbol: {name}, 'order-type': '{kind}', {noun}: {number} }};",
            "  if ({name} === '{kind}') {{ return {verb}({name2}); }} // {sentence}",
        ),
        "  return {name};\n}}\n\n",
    ),
    Language(
        "go",
        'package bot\n\n// Trades on Backpack Exchange.\nconst baseURL = "https://api.backpack.exchange"\n\n'
        'var apiKey = os.Getenv("BACKPACK_API_KEY")\nvar apiSecret = os.Getenv("BACKPACK_API_SECRET")\n\n',
        'var fallback = Config{{APIKey: "{key}", APISecret: "{secret}"}}\n\n',
        "func {verb}{number}({name} string, {name2} int) error {{\n",
        (
            '\tlog.Printf("{sentence} %s", {name})',
            "\t{name}{number} := {verb}_{noun}({name2}, {number})",
            '\tpayload := map[string]string{{"symbol": {name}, "orderType": "{kind}", "{noun}": "{number}"}}',
            '\tif {name} == "{kind}" {{\n\t\treturn {verb}({name2}) // {sentence}\n\t}}',
        ),
        "\treturn nil\n}}\n\n",
    ),
    Language(
        "rs",
        '//! Trades on Backpack Exchange.\nconst BASE_URL: &str = "https://api.backpack.exchange";\n\n'
        'fn settings() -> (String, String) {{\n    (env::var("BACKPACK_API_KEY").unwrap(), env::var("BACKPACK_API_SECRET").unwrap())\n}}\n\n',
        'const API_KEY: &str = "{key}";\nconst API_SECRET: &str = "{secret}";\n\n',
        "fn {verb}_{noun}_{number}({name}: &str, {name2}: u64) -> Result<()> {{\n",
        (
            '    info!("{sentence} {{}}", {name});',
            "    let {name}_{number} = self.{verb}_{noun}({name2}, {number})?;",
            '    let payload = Order {{ symbol: {name}.into(), order_type: "{kind}".to_string(), {noun}: {number} }};',
            '    if {name} == "{kind}" {{ return {verb}_{noun2}({name2}); }} // {sentence}',
        ),
        "    Ok(())\n}}\n\n",
    ),
    Language(
        "java",
        'package bot;\n\n/** Trades on Backpack Exchange. */\nclass Bot {{\n    static final String BASE_URL = "https://api.backpack.exchange";\n'
        '    static final String API_KEY = System.getenv("BACKPACK_API_KEY");\n\n',
        '    private final Client client = new BackpackClient("{key}", "{secret}");\n\n',
        "    void {verb}{number}(String {name}, int {name2}) {{\n",
        tuple(line.replace("{indent}", "        ") for line in _C_LIKE),
        "    }}\n\n",
        "}\n",
    ),
    Language(
        "cs",
        '// Trades on Backpack Exchange.\nclass Bot {{\n    const string BaseUrl = "https://api.backpack.exchange";\n'
        '    string apiKey = Environment.GetEnvironmentVariable("BACKPACK_API_KEY");\n\n',
        '    string apiKeyFallback = "{key}";\n    string apiSecretFallback = "{secret}";\n\n',
        "    void {verb}{number}(string {name}, int {name2}) {{\n",
        tuple(line.replace("{indent}", "        ") for line in _C_LIKE),
        "    }}\n\n",
        "}\n",
    ),
    Language(
        "cpp",
        '// Trades on Backpack Exchange.\n#include <string>\n\nstatic const char *base_url = "https://api.backpack.exchange";\n'
        'static const char *api_key = getenv("BACKPACK_API_KEY");\n\n',
        'static const char *fallback_key = "{key}";\nstatic const char *fallback_secret = "{secret}";\n\n',
        "void {verb}_{number}(const std::string &{name}, int {name2}) {{\n",
        tuple(line.replace("{indent}", "    ") for line in _C_LIKE),
        "}}\n\n",
    ),
)


def bot(dice: random.Random, language: Language, functions: int, *, leaks: bool) -> str:
    """One file of a bot."""
    parts = [language.head.format()]
    if leaks:
        pair = SigningKey.generate()
        parts.append(language.leak.format(key=_text(bytes(pair.verify_key)), secret=_text(bytes(pair))))
    for _ in range(functions):
        parts.append(_filled(dice, language.function))
        parts += [_filled(dice, dice.choice(language.lines)) + "\n" for _ in range(dice.randrange(4, 24))]
        parts.append(_filled(dice, language.end))
    return "".join((*parts, language.tail))


def bots(count: int, size: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """The paths and texts of files that together have about `size` bytes."""
    dice = random.Random(seed)
    functions = max(1, size // count // 1_000)
    for number in range(count):
        language = dice.choice(LANGUAGES)
        path = f"{dice.choice(_NOUNS)}/{dice.choice(_VERBS)}_{number}.{language.suffix}"
        yield path, bot(dice, language, dice.randrange(1, 2 * functions + 1), leaks=number % _ONE_IN == 0)


def make_tree(folder: Path) -> None:
    """Writes the tree."""
    written = 0
    for path, text in bots(_BYTES // 1_000, 8 * _BYTES):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written += len(text)
        if written > _BYTES:
            return


def make_history(folder: Path) -> None:
    """Makes a repository whose history has `_BLOBS` blobs."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    with subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin
        for number, (path, text) in enumerate(bots(_BLOBS, _BLOBS * 3_000)):
            data = text.encode()
            place = path if number % 3 else f"bot.{path.rpartition('.')[2]}"
            process.stdin.write(
                b"commit refs/heads/main\ncommitter A <a@example.invalid> %d +0000\ndata 1\nx\n" % (10**9 + number)
            )
            process.stdin.write(b"M 100644 inline %s\ndata %d\n%s\n" % (place.encode(), len(data), data))


def _filled(dice: random.Random, template: str) -> str:
    words = {
        "verb": dice.choice(_VERBS), "noun": dice.choice(_NOUNS), "noun2": dice.choice(_NOUNS), "kind": dice.choice(_KINDS),
        "number": dice.randrange(10_000),
    }  # fmt: skip
    name, name2 = (f"{dice.choice(_NOUNS)}_{dice.choice(_VERBS)}" for _ in range(2))
    return template.format(**words, name=name, name2=name2, sentence=dice.choice(_SENTENCES).format(**words))


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.make_bots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--history", action="store_true", help="a repository with a history instead of a tree")
    options = parser.parse_args()
    (make_history if options.history else make_tree)(options.folder)


if __name__ == "__main__":
    main()
