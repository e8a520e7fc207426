"""Reads a language file, and keeps what it says next to the English texts that it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from auditor._version import __version__
from auditor.languages.available import language_file
from auditor.languages.catalogue import Catalogue, RuleTexts, fixed_length
from auditor.resources import builtin_rules
from auditor.rulebook.by_reach import STEPS
from auditor.rulebook.pack import digest_of, open_pack
from auditor.rulebook.rule import Rule
from auditor.rulebook.rule_cache import kept_rules
from auditor.storage import cache

FENCE = "```"
_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_SNIPPET = re.compile(r"(?<=<)[^<>\n]*[a-z][^<>\n]*(?=>)|(?<=# )[^\n]*[a-z][^\n]*(?=\n)")
"""What a reader of an example has to understand: a text in angle brackets, and a comment."""


def prose_of(text: str) -> str:
    """Returns a text with each code block replaced by its fence alone; empty where nothing else is left."""
    prose = _BLOCK.sub(FENCE, text).strip()
    return prose if prose.replace(FENCE, "").strip() else ""


def snippets_of(text: str) -> list[str]:
    """Returns what of a text's code blocks a translation replaces."""
    return [snippet.strip() for block in _BLOCK.findall(text) for snippet in _SNIPPET.findall(block)]


def with_blocks(prose: str, english: str, snippets: Mapping[str, str]) -> str:
    """Returns a translated prose with the code blocks of the English text.

    Args:
        prose: The translation, which has a fence alone where each block belongs; empty for a text of blocks only.
        english: The English text.
        snippets: Translations of what `snippets_of` returns.
    """
    blocks = [
        _SNIPPET.sub(lambda match: snippets.get(match[0].strip(), match[0].strip()), block)
        for block in _BLOCK.findall(english)
    ]
    if not prose:
        return "\n\n".join(blocks)
    parts = prose.split(FENCE)
    return "".join(part + block for part, block in zip(parts, [*blocks, ""], strict=False)).strip()


_DIGITS = 8
_ANY_RULE = "steps"
"""Where a language file has the remediations that rules share."""
EXPLANATION = ("what", "why", "example", "use_instead", "remediation", "by_hand", "fixed")
"""The texts of a rule that only its explanation shows."""


def read_language(code: str) -> Catalogue:
    """Returns a language, from the cache where neither the file nor a rule has changed.

    Args:
        code: One of `languages()`, but not English.
    """
    text = language_file(code).read_bytes()
    pack = open_pack(builtin_rules())
    state = sha256(f"{__version__} {cache.code_digest([Path(__file__).parent])} {digest_of([pack])}".encode())
    state.update(text)
    return cache.kept("language", state.hexdigest(), Catalogue, lambda: _catalogue(text, kept_rules([pack])))


def digest(english: str) -> str:
    """Returns what a translation records of the English text that it was made from."""
    return sha256(" ".join(english.split()).encode()).hexdigest()[:_DIGITS]


def texts_of(rule: Rule) -> dict[str, str]:
    """Returns every text of a rule that people read, by its path in the rule file."""
    found = {"title": rule.title, "message": rule.message.text, "remediation": rule.remediation.text}
    for name in ("what", "why", "example", "use_instead"):
        found[name] = prose_of(getattr(rule, name))
    found |= {"by_hand": rule.traits.by_hand, "fixed": rule.traits.fixed}
    for number, variant in enumerate(rule.variants):
        found[f"variants.{number}.message"] = variant.message.text if variant.message else ""
        found[f"variants.{number}.remediation"] = variant.remediation.text if variant.remediation else ""
    for reach, limits in rule.by_reach.items():
        found[f"reach.{reach}.remediation"] = limits.remediation.text if limits.remediation else ""
    return {path: text.strip() for path, text in found.items() if text.strip()}


def shared_steps() -> dict[str, str]:
    """Returns the remediations that rules share, by the action that they ask for."""
    return {str(action): text.strip() for action, text in STEPS.items()}


def parsed(text: str | bytes) -> dict[str, Any]:
    """Returns what a language file says."""
    import yaml  # 50 ms, only where the cache has no such language

    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    return loaded


def _catalogue(text: bytes, rules: tuple[Rule, ...]) -> Catalogue:
    said = parsed(text)
    snippets: dict[str, str] = said["snippets"]
    own: Mapping[str, Mapping[str, Mapping[str, str]]] = said["rules"]
    shared = _current(shared_steps(), own.get(_ANY_RULE, {}))
    steps = [(shared_steps()[action], translated) for action, translated in shared.items()]
    return Catalogue(
        code=said["code"],
        html=said["html"],
        name=said["name"],
        forms=tuple(said["forms"]),
        group=said["group"],
        comma=said["comma"],
        pause=said["pause"],
        joints=said["joints"],
        words={english: _word(word) for english, word in said["words"].items()},
        amounts={noun: tuple(forms) for noun, forms in said["amounts"].items()},
        phrases=said["phrases"],
        snippets=snippets,
        rules={rule.code: _rule(rule, own.get(rule.code, {}), steps, snippets) for rule in rules},
    )


def _word(said: str | list[str]) -> str | tuple[str, ...]:
    return said if isinstance(said, str) else tuple(said)


def _current(english: Mapping[str, str], entries: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Returns the translations that were made from the English texts of today, by path."""
    return {
        path: entry["text"].strip()
        for path, entry in entries.items()
        if path in english and entry["of"] == digest(english[path])
    }


def _rule(
    rule: Rule,
    entries: Mapping[str, Mapping[str, str]],
    steps: list[tuple[str, str]],
    snippets: Mapping[str, str],
) -> RuleTexts:
    english = texts_of(rule)
    current = _current(english, entries)
    sentences = [(english[path], text) for path, text in current.items() if path.endswith(("message", "remediation"))]
    sentences.sort(key=lambda pair: -fixed_length(pair[0]))
    return RuleTexts(
        title=current.get("title", ""),
        sentences=(*sentences, *steps),
        texts=dict(_explanation(rule, current, snippets)),
    )


def _explanation(rule: Rule, current: Mapping[str, str], snippets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in EXPLANATION:
        if name in ("example", "use_instead"):
            text = getattr(rule, name)
            if name in current or not prose_of(text):
                yield name, with_blocks(current.get(name, ""), text, snippets)
        elif name in current:
            yield name, current[name]
