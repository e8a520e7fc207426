"""In which language people read reports: the option, the variable, CI, the locale."""

from __future__ import annotations

import pytest

from auditor.cli.reader_language import reader_language
from auditor.errors import UsageError


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ""),
        ({"LANG": "C"}, ""),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "en_US.UTF-8"}, ""),
        ({"LANG": "de_DE.UTF-8"}, ""),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "ru_RU.KOI8-R"}, "ru"),
        ({"LANG": "es@euro"}, "es"),
        ({"LANG": "ES-mx"}, "es"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "es_ES.UTF-8"}, "es"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C", "LC_MESSAGES": "es_ES"}, ""),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "ru:zh"}, "ru"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}, ""),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": ""}, "zh"),
        ({"LANG": "C", "LANGUAGE": "ru"}, ""),
        ({"LANGUAGE": "ru"}, ""),
        ({"LANG": "zh_CN.UTF-8", "CI": "true"}, ""),
        ({"LANG": "zh_CN.UTF-8", "CI": "1"}, ""),
        ({"LANG": "zh_CN.UTF-8", "CI": "false"}, "zh"),
        ({"CI": "true", "BACKPACK_AUDIT_LANG": "ru"}, "ru"),
        ({"LANG": "zh_CN.UTF-8", "BACKPACK_AUDIT_LANG": "en"}, ""),
        ({"LANG": "../../etc/passwd"}, ""),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], expected: str) -> None:
    assert reader_language("", environment) == expected


def test_the_option_wins() -> None:
    environment = {"LANG": "zh_CN.UTF-8", "BACKPACK_AUDIT_LANG": "es", "CI": "true"}
    assert reader_language("ru", environment) == "ru"
    assert reader_language("RU", environment) == "ru"
    assert reader_language("en", environment) == ""


@pytest.mark.parametrize(
    ("option", "environment", "where"),
    [("de", {}, "--lang de"), ("", {"BACKPACK_AUDIT_LANG": "xx"}, "BACKPACK_AUDIT_LANG xx")],
)
def test_an_unknown_language_is_an_error_that_names_the_known_ones(
    option: str, environment: dict[str, str], where: str
) -> None:
    with pytest.raises(UsageError, match=f"{where}: there is no such language; choose en, es, ru or zh"):
        reader_language(option, environment)
