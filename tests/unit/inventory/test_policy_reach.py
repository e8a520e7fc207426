from __future__ import annotations

import pytest
from policy_scene import TODAY, inventory

from auditor.inventory.subjects import reach, survey, trading

SENTENCES = [
    (
        "read_only: false, subaccount: grid",
        0,
        (
            "Whoever holds the secret can trade on sub-account grid from anywhere, but not withdraw, because every withdrawal "
            "address needs 2FA."
        ),
    ),
    (
        "read_only: false, subaccount: main, ip_whitelist: [203.0.113.10]",
        1,
        (
            "Whoever holds the secret can trade on the main account and withdraw to 1 address without 2FA, only from the 1 "
            "address of its whitelist."
        ),
    ),
    (
        "read_only: false, ip_whitelist: [0.0.0.0/0]",
        None,
        "Whoever holds the secret can trade on its account from anywhere, and withdraw if some address needs no 2FA.",
    ),
    (
        "read_only: true, subaccount: taxes, ip_whitelist: [203.0.113.0/24, 203.0.113.7]",
        3,
        (
            "Whoever holds the secret can read balances, orders and history of sub-account taxes only from the 256 addresses "
            "of its whitelist, but neither trade nor withdraw."
        ),
    ),
    (
        "read_only: unknown, ip_whitelist: [bot.example.com]",
        2,
        (
            "Whoever holds the secret can, unless it is read-only, trade on its account and withdraw to 2 addresses without "
            "2FA, from where its whitelist allows, which cannot be read."
        ),
    ),
    (
        'read_only: true, subaccount: main, ip_whitelist: ["2001:db8::/32"]',
        0,
        (
            "Whoever holds the secret can read balances, orders and history of the main account only from the 2^96 addresses "
            "of its whitelist, but neither trade nor withdraw."
        ),
    ),
]


@pytest.mark.parametrize(("fields", "exempt", "sentence"), SENTENCES)
def test_one_sentence_says_what_a_leak_can_do(fields: str, exempt: int | None, sentence: str) -> None:
    account = "" if exempt is None else f"account: {{withdrawal_addresses_without_2fa: {exempt}}}\n"
    known = inventory(
        f'version: 1\n{account}keys:\n  - {{name: bot, api_key: "{{{{ a.key }}}}", status: active, {fields}}}\n'
    )
    assert reach(survey(known, (), today=TODAY).keys[0]) == sentence


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("read_only: false", ("leverage", "lending and borrowing", "vault shares", "RFQ", "dust")),
        ("read_only: unknown", ("leverage", "lending and borrowing", "vault shares", "RFQ", "dust")),
        ("read_only: true", ("cannot change",)),
    ],
)
def test_what_trading_includes_is_said_of_keys_that_may_trade(fields: str, words: tuple[str, ...]) -> None:
    known = inventory(f'version: 1\nkeys:\n  - {{name: bot, api_key: "{{{{ a.key }}}}", status: active, {fields}}}\n')
    sentence = trading(survey(known, (), today=TODAY).keys[0])
    assert [word for word in words if word not in sentence] == []
