from __future__ import annotations

import pytest
from msgspec import msgpack

from auditor.classification.sample_keys import specimen
from auditor.generic import generic_prefilter, prefilter_patterns
from auditor.generic.detector_patterns import Patterns
from auditor.generic.exact_match import entropy
from auditor.generic.generic_prefilter import GenericPrefilter, generic_prefilter_for, kept_patterns
from auditor.model.request import Generic
from auditor.storage import cache

AWS = "AKIA" + "Q" * 16
RANDOM = specimen("generic").secret.rstrip("=").replace("/", "x")
HEAD, TAIL = RANDOM[:20], RANDOM[21:40]


def owners(text: str, name: str = "a.py", mode: Generic = Generic.ALL) -> set[str]:
    suspicion = generic_prefilter_for(mode).spot(text.encode(), name)
    return {owner for _, owner in suspicion.ends} if suspicion else set()


def has_fields(text: str, name: str, mode: Generic = Generic.ALL) -> bool:
    suspicion = generic_prefilter_for(mode).spot(text.encode(), name)
    return suspicion is not None and bool(suspicion.fields)


def test_most_blobs_hold_nothing() -> None:
    assert generic_prefilter_for(Generic.ALL).spot(b"def f():\n    return 1\n", "a.py") is None
    assert generic_prefilter_for(Generic.ALL).spot(b"", "a.py") is None


def test_a_match_tells_where_it_ends_and_who_asks() -> None:
    text = f"x\nkey = {AWS} # more\n"
    suspicion = generic_prefilter_for(Generic.PRECISE).spot(text.encode(), "a.py")
    assert suspicion is not None
    assert (text.index(AWS) + len(AWS), "AWSKeyDetector") in suspicion.ends


def test_judging_detectors_only_ask_where_everything_is_wanted() -> None:
    text = f'def f():\n    password = "{RANDOM}"\n'
    assert owners(text) == {"KeywordDetector", "Base64HighEntropyString"}
    assert owners(text, mode=Generic.PRECISE) == set()


def test_a_character_that_the_expressions_do_not_know_asks_everybody() -> None:
    assert owners("x\u0661y") == {""}


def test_where_all_expressions_are_known_they_decide() -> None:
    assert owners("x\u0661y", mode=Generic.PRECISE) == set()
    telegram = "1234567\u0668:" + "a" * 35
    assert "" in owners(f"token {telegram}", mode=Generic.PRECISE)


def test_a_match_that_the_plugin_itself_would_not_make_is_none() -> None:
    password = "AP6" + "x7" * 6
    assert owners(f"x{password}", mode=Generic.PRECISE) == set()
    assert owners(f"x {password}", mode=Generic.PRECISE) == {"ArtifactoryDetector"}


def test_what_may_be_an_ini_file_is_one_only_if_it_can_be_read_as_one() -> None:
    assert has_fields(f"/* note: */\nvalue = {RANDOM}\n", "a.unknown")
    assert not has_fields(f"/* note */\nvalue = {RANDOM}\n", "a.unknown")
    assert not has_fields(f"/* note: */\nvalue = {RANDOM}\n", "a.h")


def test_the_parts_of_a_secret_must_stand_in_one_value() -> None:
    key = "ibm_cloud_iam_key"
    assert has_fields(f"{key}: {'a' * 44}\n", "a.yaml", Generic.PRECISE)
    assert not has_fields(f"{key}: none\nline: {'a' * 44}\n", "a.yaml", Generic.PRECISE)


@pytest.mark.parametrize("value", ["{}", '"{}"', '"\\n{}"', '"\\x20{}"', '"\\\n  {}"', "|\n  {}\n", "\n  {} # note"])
@pytest.mark.parametrize("name", ["a.yaml", "a.ini"])
def test_a_run_of_one_length_is_whole(value: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def fields_of(_self: object, _data: object, name: str) -> tuple[tuple[()], bool]:
        read.append(name)
        return (), False

    monkeypatch.setattr(GenericPrefilter, "_fields_of", fields_of)
    prefilter = generic_prefilter_for(Generic.PRECISE)
    for length in (40, 44, 45):  # 42 and the escape's characters could be a run of 44
        read.clear()
        prefilter.spot(f"iam_token: {value.format('a' * length)}".encode(), name)
        assert bool(read) is (length == 44), length


@pytest.mark.parametrize("name", ["a.yaml", "b.yml", "c.eyaml"])
def test_an_unquoted_value_in_yaml(name: str) -> None:
    assert has_fields(f"value: {RANDOM}\nlist:\n- item\n", name)
    assert not has_fields("value: name-of-something\nlist:\n- item\n", name)
    assert not has_fields(f"---\n- text\nvalue: {RANDOM}\n", "a.py")


@pytest.mark.parametrize("name", ["a.ini", ".env", "a.unknown"])
def test_an_unquoted_value_in_what_may_be_an_ini_file(name: str) -> None:
    assert has_fields(f"[section]\nvalue={RANDOM}\n", name)
    assert has_fields(f"; comment\nvalue : {RANDOM}\n", name)
    assert not has_fields(f"[section]\nno assignment\nvalue={RANDOM}\nlast=1\n", name)


def test_a_long_word_of_little_entropy_is_no_reason() -> None:
    assert not has_fields("value: " + "ab" * 30, "a.yaml")
    assert entropy(b"ab" * 30) == pytest.approx(1.0)
    assert entropy(bytes(range(8))) == pytest.approx(3.0)


@pytest.mark.parametrize(
    "text",
    [
        f'value: "{HEAD}\\\n   {TAIL}"\n',
        f'value: "{HEAD}\\x52{TAIL}"\n',
        f'value: "{HEAD}\\u0052{TAIL}"\n',
        f'value: "{HEAD}\\U00000052{TAIL}"\n',
        f'value: "{HEAD}\\/{TAIL}"\n',
    ],
)
def test_a_value_hidden_by_escapes_in_yaml(text: str) -> None:
    assert has_fields(text, "a.yaml")


def test_escapes_that_are_none_change_nothing() -> None:
    assert not has_fields("value: \\U99999999 \\x00 \\d\n", "a.yaml")


def test_a_window_is_taken_as_it_is() -> None:
    assert not (generic_prefilter_for(Generic.ALL).spot(f"value: {RANDOM}\n".encode(), "a.yaml", whole=False))


def test_the_fields_of_a_large_file_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"a: x\nvalue: {RANDOM}\nother: '{RANDOM}'\n".encode()
    monkeypatch.setattr(generic_prefilter, "LARGEST", len(text))
    suspicion = generic_prefilter_for(Generic.ALL).spot(text, "a.yaml")
    assert suspicion is not None
    assert (bool(suspicion.fields), suspicion.is_too_large) == (True, False)
    monkeypatch.setattr(generic_prefilter, "LARGEST", len(text) - 1)
    suspicion = generic_prefilter_for(Generic.ALL).spot(text, "a.yaml")
    assert suspicion is not None
    assert (suspicion.fields, suspicion.is_too_large) == ((), True)


def test_utf16_with_its_mark_is_seen() -> None:
    suspicion = generic_prefilter_for(Generic.PRECISE).spot(f"key = {AWS}".encode("utf-16"), "a.py")
    assert suspicion is not None
    assert "AWSKeyDetector" in {owner for _, owner in suspicion.ends}


def test_matches_without_end_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generic_prefilter, "MOST", 3)
    suspicion = generic_prefilter_for(Generic.PRECISE).spot(f"{AWS}\n".encode() * 10, "a.py")
    assert suspicion is not None
    assert suspicion.is_partial
    assert len(suspicion.ends) <= 3


def test_the_expressions_are_kept_for_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    kept_patterns.cache_clear()
    derived = kept_patterns(Generic.ALL)
    kept_patterns.cache_clear()
    monkeypatch.setattr(prefilter_patterns, "derived_patterns", None)
    assert kept_patterns(Generic.ALL) == derived
    assert GenericPrefilter(Generic.ALL).spot(AWS.encode(), "a.py") is not None
    kept_patterns.cache_clear()


def test_a_damaged_cache_is_made_again() -> None:
    kept_patterns.cache_clear()
    derived = kept_patterns(Generic.PRECISE)
    kept = [path for path in cache.directory().iterdir() if path.name.startswith("generic-precise-")]
    kept[0].write_bytes(b"x" * 64)
    kept_patterns.cache_clear()
    assert kept_patterns(Generic.PRECISE) == derived
    assert msgpack.decode(kept[0].read_bytes()[32:], type=Patterns) == derived
    kept_patterns.cache_clear()
