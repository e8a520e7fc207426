from __future__ import annotations

from itertools import permutations
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.classification import ed25519
from auditor.classification.sample_keys import specimen
from auditor.model.batch_result import BlobResult
from auditor.model.evidence import Evidence
from auditor.model.location import Exposure, Provenance, Span
from auditor.model.material import Caller, Context, Encoding, Kind, Material, Role
from auditor.model.secret import PlainBytes
from auditor.pairing import pair, sightings
from auditor.sources.projects import Projects
from auditor.vocabulary.vocabulary import builtin

A, B = specimen("a"), specimen("b")


def material(value: bytes, role: Role, line: int, *, group: str = "", context: Context = Context.NAME) -> Material:
    public_key = ed25519.derive_public_key(PlainBytes(value))
    return Material(
        span=Span(line, 1, line, 45),
        name=role.value,
        role=role,
        group=group,
        context=context,
        kind=Kind.ED25519,
        encoding=Encoding.BASE64,
        length=32,
        public_key=public_key,
        token=ed25519.token(value),
        public_key_token=ed25519.token(public_key),
        is_point=ed25519.is_prime_order_point(value),
    )


def evidence_of(
    files: dict[str, list[Material]], *, exposure: Exposure = Exposure.TRACKED, callers: tuple[Caller, ...] = ()
) -> list[Evidence]:
    examined = [BlobResult(key=path, name=path, materials=tuple(found)) for path, found in files.items()]
    provenances = {path: (Provenance(path, exposure),) for path in files}
    return pair(sightings(examined, provenances, Projects(builtin(), callers)))


def test_a_pair_is_proven_across_files() -> None:
    secret, key = evidence_of(
        {
            "bot/.env": [material(A.seed, Role.API_SECRET, 3)],
            "docs/README.md": [material(A.public_key, Role.API_KEY, 9)],
        }
    )
    assert secret.pairing.is_secret
    assert not secret.pairing.is_key
    assert secret.pairing.partner == key.location
    assert secret.pairing.partner_role == "api_key"
    assert key.pairing.is_key
    assert not key.pairing.is_secret
    assert key.pairing.partner == secret.location


def test_a_pair_needs_no_names() -> None:
    nameless = [
        replace(material(value, Role.NONE, line, context=Context.NONE), name="")
        for line, value in ((1, A.public_key), (5, A.seed))
    ]
    (secret,) = evidence_of({"notes": nameless})
    assert secret.pairing.is_secret
    assert secret.location.span.line == 5


def test_a_nameless_value_without_counterpart_leaves() -> None:
    lonely = material(A.seed, Role.NONE, 1, context=Context.NONE)
    assert evidence_of({"notes": [lonely, material(B.public_key, Role.NONE, 2, context=Context.NONE)]}) == []


def test_a_swap_is_seen_at_the_secrets_place() -> None:
    key_field, secret_field = evidence_of(
        {".env": [material(A.seed, Role.API_KEY, 1, group="g"), material(A.public_key, Role.API_SECRET, 2, group="g")]}
    )
    assert key_field.pairing.swapped
    assert not secret_field.pairing.swapped
    assert secret_field.pairing.is_key
    assert not key_field.pairing.mismatched
    assert not secret_field.pairing.mismatched


def test_the_same_value_in_both_fields() -> None:
    both = evidence_of(
        {".env": [material(A.seed, Role.API_KEY, 1, group="g"), material(A.seed, Role.API_SECRET, 2, group="g")]}
    )
    assert [one.pairing.same_value for one in both] == [True, True]
    assert not any(one.pairing.mismatched for one in both)


def test_the_same_value_in_two_groups_is_no_matter() -> None:
    both = evidence_of(
        {".env": [material(A.seed, Role.API_KEY, 1, group="g"), material(A.seed, Role.API_SECRET, 2, group="h")]}
    )
    assert not any(one.pairing.same_value for one in both)


def test_a_mismatch_is_seen_at_the_secret_only() -> None:
    key, secret = evidence_of(
        {".env": [material(B.public_key, Role.API_KEY, 1, group="g"), material(A.seed, Role.API_SECRET, 2, group="g")]}
    )
    assert secret.pairing.mismatched
    assert not key.pairing.mismatched


@pytest.mark.parametrize("elsewhere", [A.public_key, B.seed])
def test_no_mismatch_where_one_of_them_has_its_counterpart_elsewhere(elsewhere: bytes) -> None:
    found = evidence_of(
        {
            ".env": [
                material(B.public_key, Role.API_KEY, 1, group="g"),
                material(A.seed, Role.API_SECRET, 2, group="g"),
            ],
            "other": [material(elsewhere, Role.NONE, 1)],
        }
    )
    assert not any(one.pairing.mismatched for one in found)


def test_a_key_that_is_in_a_secrets_field_and_in_a_keys_field() -> None:
    wrong, right = evidence_of(
        {"a": [material(A.public_key, Role.API_SECRET, 1)], "b": [material(A.public_key, Role.API_KEY, 1)]}
    )
    assert wrong.pairing.key_elsewhere
    assert not right.pairing.key_elsewhere


def test_the_nearest_partner_is_named() -> None:
    found = evidence_of(
        {
            "a": [material(A.public_key, Role.API_KEY, 1)],
            "z": [
                material(A.public_key, Role.API_KEY, 1),
                material(A.seed, Role.API_SECRET, 50, group="g"),
                material(A.public_key, Role.API_KEY, 90, group="g"),
            ],
        }
    )
    secret = next(one for one in found if one.material.role is Role.API_SECRET)
    assert secret.pairing.partner is not None
    assert (secret.pairing.partner.path, secret.pairing.partner.span.line) == ("z", 90)


def holders(partners: list[tuple[str, int]]) -> list[Material]:
    return [material(A.public_key, Role.API_KEY, line, group=group) for group, line in partners]


@given(
    st.lists(st.tuples(st.sampled_from(["", "g", "h"]), st.integers(1, 30)), min_size=1, unique_by=itemgetter(1)),
    st.sampled_from(["", "g", "h", "i"]),
    st.integers(1, 30),
)
def test_the_nearest_of_many_partners_is_of_the_group_then_by_distance_then_by_place(
    partners: list[tuple[str, int]], group: str, line: int
) -> None:
    secret = material(A.seed, Role.API_SECRET, line, group=group)
    found = evidence_of({"a": [*holders(partners), secret]})
    (paired,) = (one for one in found if one.material.role is Role.API_SECRET)
    expected = min(partners, key=lambda one: (not group or one[0] != group, abs(one[1] - line), one[1]))
    assert paired.pairing.partner is not None
    assert paired.pairing.partner.span.line == expected[1]


def test_a_group_is_mismatched_only_if_all_its_keys_are_alone_and_could_be_keys() -> None:
    """One key that pairs elsewhere, or a value that cannot be a key, leaves open what the secret belongs to."""
    secret = material(A.seed, Role.API_SECRET, 2, group="g")
    lonely = material(B.public_key, Role.API_KEY, 1, group="g")
    paired = material(specimen("c").public_key, Role.API_KEY, 3, group="g")
    no_point = material(specimen("d").seed, Role.API_KEY, 3, group="g")
    elsewhere = {"other": [material(specimen("c").seed, Role.API_SECRET, 1)]}

    def mismatched(*group: Material) -> bool:
        found = evidence_of({".env": [*group], **elsewhere})
        return any(one.pairing.mismatched for one in found)

    assert mismatched(lonely, secret)
    assert not mismatched(lonely, secret, paired)
    assert not mismatched(lonely, secret, no_point)
    assert not mismatched(no_point, secret)


def test_the_order_of_files_does_not_matter() -> None:
    files = {
        "a": [material(A.public_key, Role.API_KEY, 1)],
        "b": [material(A.seed, Role.API_SECRET, 1)],
        "c": [material(B.seed, Role.API_SECRET, 1), material(B.public_key, Role.API_KEY, 2)],
    }
    results = [evidence_of({path: files[path] for path in order}) for order in permutations(files)]
    assert all(result == results[0] for result in results)
    assert len(results[0]) == 4


def test_a_file_that_calls_the_exchange_gives_context_to_everyday_names_of_its_project() -> None:
    generic = material(A.seed, Role.API_SECRET, 1, context=Context.NONE)
    files = {"app/.env": [generic], "app/main.py": [generic], "tests/test_main.py": [generic]}
    store, code, test = evidence_of(files, callers=(Caller("app/client.py", "api.backpack.exchange"),))
    assert (store.material.context, code.material.context) == (Context.SCOPE, Context.SCOPE)
    assert test.material.context is Context.NONE
    assert {one.material.context for one in evidence_of(files)} == {Context.NONE}


def test_versions_of_a_file_are_one_sighting_in_the_first_commit() -> None:
    secret, moved = material(A.seed, Role.API_SECRET, 3), material(A.seed, Role.API_SECRET, 8)
    examined = [
        BlobResult(key="new", name=".env", materials=(moved,)),
        BlobResult(key="old", name=".env", materials=(secret,)),
    ]
    provenances = {
        "new": (Provenance(".env", Exposure.HISTORY, commit="c2", order=2, in_tree=True),),
        "old": (Provenance(".env", Exposure.HISTORY, commit="c1", order=1, in_tree=False),),
    }
    (found,) = pair(sightings(examined, provenances, Projects(builtin())))
    assert found.location.commit == "c1"
    assert found.location.span.line == 3
    assert found.provenance.in_tree


_SAYS_ENOUGH = {Kind.KEYPAIR, Kind.PRIVATE_KEY, Kind.ENCRYPTED_KEY, Kind.PHRASE, Kind.EVM_KEY, Kind.HOST}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("role", [Role.NONE, Role.OTHER, Role.WALLET_KEY])
def test_a_value_alone_stays_for_its_name_or_for_its_kind(kind: Kind, role: Role) -> None:
    alone = replace(material(A.seed, role, 1), kind=kind)
    assert bool(evidence_of({"a": [alone]})) is (role is Role.WALLET_KEY or kind in _SAYS_ENOUGH)


@pytest.mark.parametrize("kind", Kind)
def test_only_a_seed_can_be_mismatched(kind: Kind) -> None:
    key = material(B.public_key, Role.API_KEY, 1, group="g")
    secret = replace(material(A.seed, Role.API_SECRET, 2, group="g"), kind=kind)
    (found,) = (one for one in evidence_of({".env": [key, secret]}) if one.material.role is Role.API_SECRET)
    assert found.pairing.mismatched is (kind in {Kind.ED25519, Kind.KEYPAIR, Kind.PRIVATE_KEY})


def test_a_secret_that_is_in_the_keys_field_too_is_no_mismatch() -> None:
    """The key of the group is a point and alone, so that nothing but the same value speaks against a mismatch."""
    pointed = specimen("p", point=True)
    key, secret = evidence_of(
        {
            ".env": [
                material(pointed.seed, Role.API_KEY, 1, group="g"),
                material(pointed.seed, Role.API_SECRET, 2, group="g"),
            ]
        }
    )
    assert (key.pairing.same_value, secret.pairing.same_value) == (True, True)
    assert not secret.pairing.mismatched


def test_a_member_of_an_archive_is_shown_without_what_its_name_leaks() -> None:
    inside = replace(material(A.seed, Role.API_SECRET, 1), member=f"{A.secret}.env")
    plain = replace(inside, member="bot.env")
    places = {one.location.member for one in evidence_of({"a.zip": [inside], "b.zip": [plain]})}
    assert "bot.env" in places
    assert len(places) == 2
    assert not any(A.secret in str(place) for place in places)


HISTORY = Provenance(".env", Exposure.HISTORY, commit="c", order=1)


def test_versions_of_values_without_a_token_are_distinguished_by_their_digests() -> None:
    def versions(first: Material, second: Material) -> int:
        examined = [BlobResult(key=key, name=".env", materials=(one,)) for key, one in (("1", first), ("2", second))]
        return len(sightings(examined, {"1": (HISTORY,), "2": (HISTORY,)}, Projects(builtin())))

    damaged = replace(material(A.seed, Role.API_SECRET, 1), token=None, digest="one")
    assert versions(damaged, replace(damaged, span=Span(9, 1, 9, 45))) == 1
    assert versions(damaged, replace(damaged, digest="two")) == 2
    whole = material(A.seed, Role.API_SECRET, 1)
    assert versions(replace(whole, digest="one"), replace(whole, digest="two")) == 1


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_a_value_is_in_the_tree_if_any_of_its_versions_is(*, first: bool, second: bool) -> None:
    secret = material(A.seed, Role.API_SECRET, 3)
    examined = [BlobResult(key=key, name=".env", materials=(secret,)) for key in ("1", "2")]
    provenances = {
        key: (Provenance(".env", Exposure.HISTORY, commit=f"c{key}", order=int(key), in_tree=in_tree),)
        for key, in_tree in (("1", first), ("2", second))
    }
    (found,) = sightings(examined, provenances, Projects(builtin()))
    assert (found.location.commit, found.provenance.in_tree) == ("c1", first or second)


def test_values_of_no_group_are_nobodys_siblings() -> None:
    def found(group: str, key: bytes) -> list[Evidence]:
        both = [material(key, Role.API_KEY, 1, group=group), material(A.seed, Role.API_SECRET, 2, group=group)]
        return evidence_of({".env": both})

    assert [one.pairing.same_value for one in found("g", A.seed)] == [True, True]
    assert [one.pairing.same_value for one in found("", A.seed)] == [False, False]
    assert [one.pairing.mismatched for one in found("g", B.public_key)] == [False, True]
    assert [one.pairing.mismatched for one in found("", B.public_key)] == [False, False]


@pytest.mark.parametrize("role", [Role.NONE, Role.WALLET_KEY])
def test_a_value_of_a_group_in_no_credentials_field_is_no_sibling(role: Role) -> None:
    other = replace(material(A.seed, role, 1, group="g"), kind=Kind.KEYPAIR)
    found = evidence_of({".env": [other, material(A.seed, Role.API_SECRET, 2, group="g")]})
    assert [one.pairing.same_value for one in found] == [False, False]


@pytest.mark.parametrize("role", Role)
def test_a_secret_is_swapped_only_in_a_keys_field_and_only_if_it_is_one(role: Role) -> None:
    def swapped(*others: Material) -> bool:
        secret = replace(material(A.seed, role, 1), kind=Kind.KEYPAIR)
        return evidence_of({"a": [secret, *others]})[0].pairing.swapped

    assert not swapped()
    assert swapped(material(A.public_key, Role.NONE, 9)) is (role is Role.API_KEY)


@pytest.mark.parametrize("role", Role)
def test_only_a_value_in_a_secrets_field_is_a_key_elsewhere(role: Role) -> None:
    here = replace(material(A.public_key, role, 1), kind=Kind.KEYPAIR)
    found, _ = evidence_of({"a": [here], "b": [material(A.public_key, Role.API_KEY, 1)]})
    assert found.pairing.key_elsewhere is (role is Role.API_SECRET)
