from __future__ import annotations

from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import msgpack

from auditor.classification import ed25519
from auditor.classification.sample_keys import specimen
from auditor.model.batch_result import BlobResult
from auditor.model.evidence import Evidence
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.model.material import Context, Encoding, Kind, Material, Role
from auditor.model.secret import PlainBytes
from auditor.model.token_index import Holder, TokenIndex, merge
from auditor.pairing import Sighting, index_of, pair, sightings
from auditor.sources.projects import Projects
from auditor.vocabulary.vocabulary import builtin

A, B = specimen("a"), specimen("b")


def value(raw: bytes, role: Role, line: int = 1, *, group: str = "", context: Context = Context.NAME) -> Material:
    public_key = ed25519.derive_public_key(PlainBytes(raw))
    return Material(
        span=Span(line, 1, line, 45),
        role=role,
        group=group,
        context=context,
        kind=Kind.ED25519,
        encoding=Encoding.BASE64,
        public_key=public_key,
        token=ed25519.token(raw),
        public_key_token=ed25519.token(public_key),
        is_point=ed25519.is_prime_order_point(raw),
    )


def scope(target: str, *values: Material, path: str = "a.env") -> list[Sighting]:
    blob = BlobResult(key=path, name=path, materials=values)
    place = Provenance(path, Exposure.TRACKED, target=target)
    return sightings([blob], {path: (place,)}, Projects(builtin()))


def joined(*scopes: list[Sighting]) -> list[Evidence]:
    index = merge(map(index_of, scopes))
    return [one for seen in scopes for one in pair(seen, index)]


def test_a_key_of_one_repository_proves_the_secret_of_another() -> None:
    secret, key = joined(
        scope("bot", value(A.seed, Role.API_SECRET)), scope("docs", value(A.public_key, Role.API_KEY, 7))
    )
    assert secret.pairing.is_secret
    assert secret.pairing.partner == key.location == Location("a.env", Span(7, 1, 7, 45), target="docs")
    assert secret.pairing.partner_role == "api_key"
    assert key.pairing.is_key
    assert key.pairing.partner == secret.location


def test_a_counterpart_at_home_is_nearer_than_the_first_one_anywhere() -> None:
    found = joined(
        scope("aaa", value(A.public_key, Role.API_KEY)),
        scope("bot", value(A.seed, Role.API_SECRET), value(A.public_key, Role.API_KEY, 9)),
    )
    secret = next(one for one in found if one.pairing.is_secret)
    assert secret.pairing.partner
    assert secret.pairing.partner.target == "bot"


def test_the_nearest_context_of_any_repository_counts() -> None:
    found = joined(
        scope("bot", value(A.seed, Role.API_SECRET, context=Context.NONE)),
        scope("one", value(A.public_key, Role.API_KEY, context=Context.MENTION)),
        scope("two", value(A.public_key, Role.API_KEY, context=Context.NAME)),
    )
    assert found[0].pairing.partner_context is Context.NAME


def test_a_pair_elsewhere_is_no_mismatch_here() -> None:
    group = [value(A.public_key, Role.API_KEY, 1, group="g"), value(B.seed, Role.API_SECRET, 2, group="g")]
    assert any(one.pairing.mismatched for one in joined(scope("bot", *group)))
    for counterpart in (value(A.seed, Role.API_SECRET), value(B.public_key, Role.NONE)):
        assert not any(one.pairing.mismatched for one in joined(scope("bot", *group), scope("old", counterpart)))


def test_a_value_is_a_key_elsewhere_only_where_it_is_in_the_field_of_one() -> None:
    here = scope("bot", value(A.public_key, Role.API_SECRET))
    for role, expected in ((Role.API_KEY, True), (Role.API_SECRET, False)):
        assert joined(here, scope("docs", value(A.public_key, role)))[0].pairing.key_elsewhere is expected


def test_an_index_that_includes_the_scope_itself_changes_nothing() -> None:
    alone = scope("bot", value(A.seed, Role.API_SECRET), value(A.public_key, Role.API_KEY, 2), value(B.seed, Role.NONE))
    assert pair(alone) == pair(alone, index_of(alone))


def test_only_tokens_that_matter_are_kept() -> None:
    seen = scope("bot", value(A.seed, Role.API_SECRET), value(B.seed, Role.API_SECRET))
    index = index_of(seen, {ed25519.token(A.seed)})
    assert (list(index.values), list(index.derived)) == ([ed25519.token(A.seed)], [])


@pytest.mark.parametrize(("keys", "kept"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_an_index_names_the_first_place_and_up_to_two_as_a_key(keys: int, kept: int) -> None:
    values = [value(A.public_key, Role.API_KEY, line) for line in range(2, 2 + keys)]
    seen = scope("bot", value(A.public_key, Role.NONE), *values)
    holder = index_of(seen).values[ed25519.token(A.public_key)]
    assert holder.first == seen[0].location
    assert holder.key_places == tuple(one.location for one in seen[1 : 1 + kept])


LOCATIONS = st.builds(
    Location,
    path=st.sampled_from("ab"),
    span=st.builds(Span, st.integers(1, 3), st.just(1), st.just(9), st.just(9)),
    author_date=st.sampled_from([None, "2026-01-01"]),
    target=st.sampled_from(["", "x", "y"]),
)
HOLDERS = st.dictionaries(
    st.sampled_from([b"1", b"2", b"3"]),
    st.builds(
        Holder,
        LOCATIONS,
        st.sampled_from([Role.API_KEY, Role.API_SECRET]),
        st.sampled_from(Context),
        st.lists(LOCATIONS, max_size=2, unique=True).map(
            lambda places: tuple(sorted(places, key=lambda one: (*one.sort_key, one.author_date or "")))
        ),
    ),
)
INDEXES = st.builds(TokenIndex, HOLDERS, HOLDERS)


@settings(max_examples=60)
@given(st.lists(INDEXES, min_size=3, max_size=3))
def test_merging_is_associative_commutative_and_idempotent(indexes: list[TokenIndex]) -> None:
    whole = merge(indexes)
    assert all(reduce(TokenIndex.merged, order) == whole for order in permutations(indexes))
    first, second, third = indexes
    assert first.merged(second.merged(third)) == whole
    assert whole.merged(second) == whole == merge([TokenIndex(), whole])


@pytest.mark.parametrize("index", [TokenIndex(), index_of(scope("bot", value(A.seed, Role.API_SECRET)))])
def test_an_index_can_be_sent(index: TokenIndex) -> None:
    assert msgpack.decode(msgpack.encode(index), type=TokenIndex) == index
