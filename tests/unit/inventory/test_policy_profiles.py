from __future__ import annotations

from pathlib import Path

import pytest
from policy_scene import inventory

from auditor.errors import ConfigurationError
from auditor.inventory.profiles import FOLDER, load_profiles
from auditor.resources import builtin_rules

OWN = """\
name: our-desk
title: the desk's own engine
needs: trade
whitelist: required
addresses: [203.0.113.10, 203.0.113.11]
addresses_from: Ask the desk.
sources: [https://example.com/desk]
"""


def pack(folder: Path, text: str = OWN) -> Path:
    (folder / FOLDER).mkdir(parents=True)
    (folder / FOLDER / "our-desk.yaml").write_text(text)
    return folder


def test_the_well_known_programs_have_profiles_with_sources() -> None:
    profiles = load_profiles()
    assert {
        "tealstreet",
        "hummingbot",
        "ccxt",
        "freqtrade",
        "portfolio-tracker",
        "tax-tracker",
        "mcp-server",
        "taoli-tools",
    } <= set(profiles)
    for profile in profiles.values():
        assert all(source.startswith("https://") for source in profile.sources)
        assert profile.addresses_from.endswith(".")


def test_every_profile_is_in_a_file_of_its_name() -> None:
    files = {path.stem for path in (builtin_rules() / FOLDER).glob("*.yaml")}
    assert files == {profile.name for profile in load_profiles().values()}


def test_tealstreet_trades_wants_a_whitelist_and_publishes_no_address() -> None:
    tealstreet = load_profiles()["tealstreet"]
    assert (tealstreet.needs, tealstreet.whitelist_required, tealstreet.addresses) == ("trade", True, ())
    assert "terminal" in tealstreet.addresses_from


def test_trackers_only_read_and_answer_to_their_names() -> None:
    profiles = load_profiles()
    assert {profiles[name].needs for name in ("cointracker", "tax-report", "portfolio-tracker")} == {"read"}
    assert profiles["tax-report"] is profiles["tax-tracker"]


def test_a_pack_brings_profiles_of_its_own(tmp_path: Path) -> None:
    profiles = load_profiles([pack(tmp_path)])
    assert [str(network) for network in profiles["our-desk"].addresses] == ["203.0.113.10/31"]
    assert "tealstreet" in profiles


def test_a_pack_goes_before_what_is_shipped(tmp_path: Path) -> None:
    profiles = load_profiles([pack(tmp_path, OWN.replace("our-desk", "tealstreet"))])
    assert profiles["tealstreet"].title == "the desk's own engine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "our-desk.yaml:1:1: a profile lacks name"),
        (OWN.replace("needs: trade", "needs: all"), "our-desk.yaml:3:8: needs must be read or trade, not 'all'"),
        (OWN + "color: red\n", "our-desk.yaml:8:1: a profile has no key 'color'"),
        (OWN.replace("203.0.113.11", "203.0.113.0-9"), "it is a range, not an address or a network"),
        (OWN.replace("203.0.113.11", "desk.example.com"), "desk.example.com: it is a host name"),
        ("name: [", "this is not valid YAML"),
    ],
)
def test_a_wrong_profile_is_an_error_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_profiles([pack(tmp_path, text)])
    assert said in str(caught.value)


def test_an_integration_may_overrule_its_profile() -> None:
    found = inventory(
        "version: 1\nintegrations:\n  tealstreet: {needs: read, whitelist: optional, addresses_from: Look at the wall.}\nkeys: []\n"
    ).integrations["tealstreet"]
    assert (found.needs, found.whitelist_required, found.addresses_from) == ("read", False, "Look at the wall.")
    assert found.title == "Tealstreet"


def test_needs_marked_unknown_are_not_taken_from_the_profile() -> None:
    found = inventory("version: 1\nintegrations:\n  tealstreet: {needs: unknown}\nkeys: []\n").integrations[
        "tealstreet"
    ]
    assert found.needs is None


def test_a_profile_is_a_file_of_at_most_64_kib(tmp_path: Path) -> None:
    text = f"{OWN}# "
    assert "our-desk" in load_profiles([pack(tmp_path, text + "x" * ((64 << 10) - len(text)))])
    with pytest.raises(ConfigurationError, match="at most 64 KiB"):
        load_profiles([pack(tmp_path / "larger", text + "x" * ((64 << 10) + 1 - len(text)))])


def test_white_space_of_notes_is_one_space(tmp_path: Path) -> None:
    profile = load_profiles([pack(tmp_path, f"{OWN}note: |\n  two\n  lines\n")])["our-desk"]
    assert profile.note == "two lines"


def test_what_is_no_yaml_causes_one_complaint(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_profiles([pack(tmp_path, "name: [")])
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("no address", ""),
        ("9.9.9.9/24", "; write 9.9.9.9"),
        ("9.9.9.1-9.9.9.14", "; write 9.9.9.1 and 9.9.9.2/31 and 9.9.9.4/30 and 9.9.9.8/30"),
    ],
)
def test_what_to_write_instead_of_an_address_is_said_where_it_is_known(entry: str, hint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        inventory(f"version: 1\nintegrations:\n  bot: {{addresses: ['{entry}']}}\nkeys: []\n")
    assert str(caught.value).partition("; write")[1:] == ("; write" if hint else "", hint.removeprefix("; write"))
