"""Recovery phrases with nothing around them, in all ten word lists of BIP39; and rows of words that are none."""

from __future__ import annotations

from hashlib import sha512
from pathlib import Path

import pytest
from mnemonic import Mnemonic

from auditor.model.request import AuditRequest, Generic
from auditor.pipeline import audit

LISTS = (
    "english",
    "japanese",
    "korean",
    "spanish",
    "chinese_simplified",
    "chinese_traditional",
    "french",
    "italian",
    "czech",
    "portuguese",
)
BITS = (128, 160, 192, 224, 256)


def phrase(language: str, bits: int) -> str:
    entropy = sha512(f"{language} {bits}".encode()).digest()
    return Mnemonic(language).to_mnemonic(entropy[: bits // 8])


def found(folder: Path, files: dict[str, str]) -> set[str]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    report = audit(AuditRequest(paths=(folder,), generic=Generic.OFF, jobs=1, use_config=False))
    return {one.location.path for one in report.findings if one.rule_id == "BPK701"}


def test_a_phrase_alone_in_a_file_is_found_in_every_list_and_length(tmp_path: Path) -> None:
    files = {f"{language}-{bits}.txt": f"{phrase(language, bits)}\n" for language in LISTS for bits in BITS}
    assert found(tmp_path, files) == set(files)


def test_so_it_is_among_other_lines_and_in_quotes(tmp_path: Path) -> None:
    files = {
        "notes.md": f"# Notes\n\nBuy milk.\n\n{phrase('english', 128)}\n\nCall Ann.\n",
        "a.py": f'WORDS = "{phrase("spanish", 160)}"\n',
        "backpack.md": f"The phrase of my Backpack:\n\n{phrase('italian', 128)}\n",
        "b.txt": f"first line\r\n  {phrase('french', 256)}  \r\nlast line\r\n",
    }
    assert found(tmp_path, files) == set(files)


@pytest.mark.parametrize("language", LISTS)
def test_a_piece_of_a_word_list_is_no_phrase(tmp_path: Path, language: str) -> None:
    words = Mnemonic(language).wordlist
    rows = [" ".join(words[at : at + 12]) for at in range(0, 2040, 12)]
    assert any(Mnemonic(language).check(row) for row in rows), "some row has a checksum that holds"
    assert found(tmp_path, {"list.txt": "\n".join(rows) + "\n"}) == set()


def test_rows_of_words_that_prove_nothing_are_silent(tmp_path: Path) -> None:
    words = phrase("english", 128).split()
    swapped = next(
        " ".join(row)
        for at in range(11)
        if not Mnemonic("english").check(" ".join(row := [*words[:at], words[at + 1], words[at], *words[at + 2 :]]))
    )
    files = {
        "swapped.txt": f"{swapped}\n",
        "thirteen.txt": f"{' '.join([*words, words[0]])}\n",
        "prose.txt": "these small words follow each other without any point until this line finally ends somewhere\n",
        "sentence.txt": f"The words {' '.join(words)} are only an example here\n",
    }
    assert found(tmp_path, files) == set()
