"""Which quoted texts and labelled runs of a program are worth parsing it for: values and pieces of them, and nothing else.

Nearly every program about the exchange has formats of dates, addresses and sentences; to parse each version of each for them
took most of the time of a real history.
"""

from __future__ import annotations

import pytest

from auditor.classification.sample_keys import expand
from auditor.readers.source.literals import has_label, looks_random
from auditor.readers.value_hints import Hint, hints_in

FILLER = "# an ordinary line of a bot that trades\n" * 14
NOTHING = [
    "day = datetime.now().strftime('%Y-%m-%d')",
    "now = time.strftime('%H:%M:%S')",
    "send('BACKPACK_API_SECRET', 'Content-Type', 'orderType', '1873', '12-34-56-78')",
    'stats["runtime"] = "00:00:00"',
    "since = '2024-01-01T00:00:00Z'",
    'raise ValueError("重平觸發閾值必須大於0")',
    'print("\\n重平設置參數：")',
    'url = f"{self.base_url}/api/v1/nextNonce"',
    'api_path = "api/v1/capital/withdrawals"',
    "key_deadline = DEFAULT_10_MIN_AUTH_EXPIRY",
    "private_key = ed25519.PrivateKeySize",
    "# ---- public API ------------------------------",
    "# ---- public API ------------------------------------------------------",
    "# private ======================================",
    'const API_URL: &str = "https://api.backpack.exchange";',
    'api_secret = "your_api_secret_here"',
]
SOMETHING = [
    "piece = '{{ a.secret|head }}'",
    'api_secret = "bogus-but-labelled-value1"',
    'api_key = "wapi/v1/c4p1t4l99887766554433"',
    'base_url = "https://api.evil.example"',
    'endpoint = "evil.example:443/v1"',
    'secret = "aB3$dE6fG9hJ2kL5"',
    'api_secret = "a1b2.c3d4e5f6g7h8"',
]


def pieces(line: str) -> str:
    """Returns the line with the first 20 characters of a fresh secret in the place of `{{ a.secret|head }}`."""
    return line.replace("{{ a.secret|head }}", expand("{{ a.secret }}")[:20])


@pytest.mark.parametrize("line", NOTHING)
def test_a_line_of_an_ordinary_program_is_no_reason_to_parse_it(line: str) -> None:
    assert hints_in(f"{FILLER}{line}\n{FILLER}") & (Hint.QUOTED | Hint.LABELLED) == 0


@pytest.mark.parametrize("line", SOMETHING)
def test_what_could_be_a_value_or_a_piece_of_one_is(line: str) -> None:
    assert hints_in(f"{FILLER}{pieces(line)}\n{FILLER}") & (Hint.QUOTED | Hint.LABELLED)


@pytest.mark.parametrize(
    ("text", "is_random"),
    [("aB3dE6f.", True), ("aB3dE6..", False), ("aB3dE6fG9h.J", True), ("aB3dE6fG9...", False), ("2024-01-02aB3", False), ("2024-1-02aB3", True)],
)  # fmt: skip
def test_a_fourth_of_characters_that_no_encoding_has_is_no_value(text: str, is_random: bool) -> None:
    assert looks_random(text) is is_random


@pytest.mark.parametrize(
    ("text", "is_random"),
    [
        ("aBcDeFgHiJkLmNoP", True), ("ab_cd-ef_gh-ij_kL", False), ("ab_cD-ef_gH-ij_kl", True), ("12-34-56_78-90+12", False),
        ("1a-34-56_78-90+12", True), ("a1b2c3d4", True),
    ],
)  # fmt: skip
def test_a_random_text_has_a_letter_and_digits_or_changes_of_case(text: str, is_random: bool) -> None:
    assert looks_random(text) is is_random
    line = f"x = '{text}'"
    assert bool(hints_in(f"{FILLER}{line}\n{FILLER}") & Hint.QUOTED) is is_random


@pytest.mark.parametrize(
    ("quoted", "left", "named"),
    [
        ("https://evil.example/v1", "url = ", True),
        ("{base}/orders/12345678", "url = ", False),
        ("{base}.evil.example/orders", "url = ", False),
        ("correct_horse_battery", "api_secret = ", False),
        ("c0rrect_h0rse_b4ttery", "api_secret = ", True),
        ("correct.horse.battery", "api_url = ", True),
    ],
)
def test_a_name_makes_a_host_or_a_value_of_what_could_be_one(quoted: str, left: str, named: bool) -> None:
    assert has_label(quoted, left) is named
