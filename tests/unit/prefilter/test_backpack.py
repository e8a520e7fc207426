"""What in a blob shows that its program calls the exchange."""

from __future__ import annotations

import pytest

from auditor.prefilter.backpack import CLIENT, SIGNING, backpack_prefilter, exchange_called
from auditor.vocabulary.vocabulary import builtin


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("GET https://API.backpack.exchange/api/v1/time", "api.backpack.exchange"),
        ("see https://backpack.exchange", "backpack.exchange"),
        ("wss://ws.backpack.exchange https://api.backpack.exchange", "api.backpack.exchange"),
        ("wss://WS.backpack.exchange https://api.bpx.dev", "ws.backpack.exchange"),
        ("wss://ws.bpx.dev", "ws.bpx.dev"),
        ("from bpx_py import Client", CLIENT),
        ("sign('orderExecute'); sign('orderCancelAll')", SIGNING),
        ("X-API-Key X-Signature X-Timestamp X-Window", SIGNING),
        ("X-API-Key\nX-Signature\n" + "x\n" * 2000 + "X-Timestamp\nX-Window", SIGNING),
        ("X-API-Key\nX-Signature\n" + "x\n" * 2048 + "X-Timestamp\nX-Window", ""),
        ("sign('orderExecute')", ""),
        ("X-API-Key X-Signature X-Timestamp", ""),
        ("a backpack", ""),
        ("", ""),
    ],
)
def test_what_shows_a_call(text: str, called: str) -> None:
    data = text.encode()
    assert exchange_called(data, backpack_prefilter(builtin()).spot(data), builtin()) == called


@pytest.mark.parametrize("size", [2_000_000, 2_000_001])
@pytest.mark.parametrize(
    ("text", "called"),
    [("bpx-py\n", CLIENT), ("'orderExecute' 'orderCancelAll'\n", SIGNING), ("https://api.backpack.exchange\n", "")],
)
def test_in_a_long_list_only_a_host_counts(text: str, called: str, size: int) -> None:
    data = text.encode().ljust(size, b"\n")
    expected = (called if size == 2_000_000 else "") or text.partition("https://")[2].strip()
    assert exchange_called(data, backpack_prefilter(builtin()).spot(data), builtin()) == expected
