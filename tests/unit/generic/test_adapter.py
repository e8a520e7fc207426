from __future__ import annotations

import configparser
import socket
import subprocess
import sys
import warnings

import pytest

from auditor.generic import detect_secrets
from auditor.generic.detect_secrets import detectors
from auditor.generic.generic_prefilter import PASSED_OVER
from auditor.model.secret import Plain


def detector(name: str) -> detect_secrets.Detector:
    return next(one for one in detectors() if one.name == name)


def test_every_plugin_is_there_by_name() -> None:
    names = [one.name for one in detectors()]
    assert names == sorted(names)
    assert len(names) == 27
    assert {one.name for one in detectors() if not one.precise} == {
        "Base64HighEntropyString",
        "HexHighEntropyString",
        "KeywordDetector",
    }


def test_every_plugin_says_what_lines_it_could_be_about() -> None:
    assert all(one.expressions or one.charset for one in detectors())


def test_a_value_that_a_filter_takes_for_something_else_is_none() -> None:
    find = detector("KeywordDetector").find
    assert find(Plain('password = "hunter2"'), "a.py", 1) == ["hunter2"]
    assert find(Plain('password = "${VARIABLE}"'), "a.py", 1) == []
    assert find(Plain('password = "abcdef"'), "a.py", 1) == []
    assert find(Plain('password = "1234-5678"'), "a.py", 1) == []


def test_a_line_that_a_plugin_cannot_take_has_no_value() -> None:
    nested = "eyJ" + "A" * 30 + "." + "W1tb" * 60_000 + "."
    assert detector("JwtTokenDetector").find(Plain(nested), "a.py", 1) == []


@pytest.mark.parametrize("name", ["poetry.lock", "a.svg", "x/go.sum", "docs/swagger.json", "package-lock.json"])
def test_files_that_its_filters_skip(name: str) -> None:
    assert detect_secrets.skips_file(name)
    assert not detect_secrets.skips_file("a.py")


@pytest.mark.parametrize(
    "name", ["x/yarn.lock", "poetry.lock", "go.sum", "x/package-lock.json", ".lock", "my-package-lock.json"]
)
def test_only_files_that_its_filters_skip_are_passed_over(name: str) -> None:
    assert (PASSED_OVER.search(name) is not None) == detect_secrets.skips_file(name)


def test_lines_that_its_filters_skip() -> None:
    assert detect_secrets.is_reference('password = get("name")', "a.py")
    assert not detect_secrets.is_reference('password = "name"', "a.py")


@pytest.mark.parametrize(
    ("line", "previous", "name", "allowed"),
    [
        ("x  # pragma: allowlist secret", "", "a.py", True),
        ("x  // pragma: whitelist secret", "", "a.js", True),
        ("x  // pragma: allowlist secret", "", "a.yaml", False),
        ("x", "# pragma: allowlist nextline secret", "a.py", True),
        ("x", "y  # pragma: allowlist secret", "a.py", False),
        ("pragma", "pragma", "a.py", False),
    ],
)
def test_comments_that_allow_a_secret(line: str, previous: str, name: str, *, allowed: bool) -> None:
    assert detect_secrets.is_allowlisted(line, previous, name) is allowed


def test_its_import_leaves_the_process_as_it_was() -> None:
    code = (
        "import configparser, logging, warnings\n"
        "before = configparser.ParsingError, warnings.showwarning, logging.getLogger().handlers[:]\n"
        "from auditor.generic import detect_secrets as adapter\n"
        "adapter.detectors(); adapter.skips_file('a.ini')\n"
        "assert before == (configparser.ParsingError, warnings.showwarning, logging.getLogger().handlers)\n"
        "assert 'detect-secrets' not in logging.root.manager.loggerDict\n"
        "from detect_secrets.core.log import log\n"
        "log.error('nobody hears this')\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout + result.stderr == ""
    assert configparser.MissingSectionHeaderError.__mro__[1] is configparser.ParsingError
    assert warnings.showwarning is not None


def test_nothing_is_verified_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "the network was asked"
        raise AssertionError(message)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    token = "sk_live_" + "a1" * 12
    assert detector("StripeDetector").find(Plain(f"x = {token}"), "a.py", 1) == [token]
