"""Where requests may go, and through what."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.probe.base_url import address_of, is_loopback, is_official, proxy_of, sender_of
from auditor.probe.https_client import verified_tls


@pytest.mark.parametrize(
    ("text", "url", "official", "loopback"),
    [
        ("", "https://api.backpack.exchange", True, False),
        ("https://api.backpack.exchange/", "https://api.backpack.exchange", True, False),
        ("https://127.0.0.1:8443", "https://127.0.0.1:8443", False, True),
        ("https://localhost", "https://localhost", False, True),
        ("https://[::1]:8443", "https://[::1]:8443", False, True),
        ("https://api.backpack.work", "https://api.backpack.work", False, False),
        ("https://api.backpack.exchange.evil.example", "https://api.backpack.exchange.evil.example", False, False),
        ("https://api.backpack.exchange:8443", "https://api.backpack.exchange:8443", False, False),
    ],
)
def test_a_base_url_is_a_host(text: str, url: str, official: bool, loopback: bool) -> None:
    address = address_of(text)
    assert (address.url, is_official(address), is_loopback(address)) == (url, official, loopback)


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8443",
        "127.0.0.1:8443",
        "https://",
        "https://user:pass@127.0.0.1",
        "https://127.0.0.1/path",
        "https://127.0.0.1/?a=b",
        "https://127.0.0.1:99999",
        "ftp://127.0.0.1",
        "https://exa mple",
        "https://-x",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--base-url takes https"):
        address_of(text)


def test_a_proxy_is_a_host_without_a_password() -> None:
    assert proxy_of("http://proxy.example:3128").host == "proxy.example"
    assert proxy_of("proxy.example:3128").port == 3128
    for text in (
        "",
        "https://proxy.example",
        "socks5://proxy.example",
        "http://user:pass@proxy.example:1",
        "http://x:99999",
    ):
        with pytest.raises(UsageError, match="--system-proxy"):
            proxy_of(text)


def test_an_address_is_one_address() -> None:
    for text, expected in (
        ("", ""),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("2001:DB8::1", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "127.0.0.1"),
    ):
        assert sender_of(text, official=False) == expected
    for text in ("203.0.113.0/24", "bot.example.com", "203.0.113.300", "here"):
        with pytest.raises(UsageError, match="--from takes one address"):
            sender_of(text, official=False)


@pytest.mark.parametrize(
    "text", ["192.168.1.20", "10.0.0.1", "127.0.0.1", "100.64.0.1", "203.0.113.7", "::1", "fd00::1", "::ffff:10.0.0.1"]
)
def test_the_exchange_sees_no_private_address(text: str) -> None:
    with pytest.raises(UsageError, match="which the exchange never sees"):
        sender_of(text, official=True)


def test_the_exchange_sees_public_addresses() -> None:
    assert sender_of("9.9.9.9", official=True) == "9.9.9.9"
    assert sender_of("2620:fe::fe", official=True) == "2620:fe::fe"
    assert sender_of("", official=True) == ""


def test_what_is_no_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    for name in ("no.pem", "absent.pem"):
        with pytest.raises(UsageError, match="--ca"):
            verified_tls(tmp_path / name)


def test_session_keys_are_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    assert verified_tls().keylog_filename is None
