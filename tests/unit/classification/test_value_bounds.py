"""Both sides of what a value is at its place: which role, which context, which length makes it matter."""

from __future__ import annotations

import base64

import pytest

from auditor.classification.decoded_value import Facts, facts_of
from auditor.classification.field_context import Standing
from auditor.classification.sample_keys import expand, specimen
from auditor.model.material import Context, Encoding, Flaw, Kind, Role
from auditor.model.secret import Plain
from auditor.vocabulary.vocabulary import builtin

CREDENTIALS = {Role.API_KEY, Role.API_SECRET}
JWT = "{{ a.secret | jwt }}"


def facts(
    text: str,
    role: Role = Role.API_SECRET,
    context: Context = Context.NAME,
    *,
    generic: bool = False,
    bare: bool = True,
) -> Facts | None:
    standing = Standing(role=role, context=context, generic=generic)
    return facts_of(Plain(expand(text)), standing, builtin(), bare_hex=bare)


def kind(text: str, role: Role = Role.API_SECRET, context: Context = Context.NAME, **more: bool) -> Kind | None:
    found = facts(text, role, context, **more)
    return found.kind if found else None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("context", Context)
def test_where_the_credential_of_another_product_is_misplaced(role: Role, context: Context) -> None:
    misplaced = role in CREDENTIALS and context >= Context.SECTION
    assert (kind(JWT, role, context) is Kind.FOREIGN) is misplaced


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("context", Context)
def test_where_nameless_hex_counts(role: Role, context: Context) -> None:
    text = "{{ a.secret | hex }}"
    is_bare = role is Role.NONE and context < Context.SECTION
    is_nothing = role in {Role.HASH, Role.HOST}
    assert (facts(text, role, context, bare=False) is None) is (is_bare or is_nothing)
    assert (facts(text, role, context) is None) is is_nothing
    assert (facts("{{ a.secret }}", role, context, bare=False) is None) is is_nothing


@pytest.mark.parametrize("role", Role)
def test_in_which_field_a_value_is_of_which_kind(role: Role) -> None:
    if role in {Role.HASH, Role.HOST}:
        return
    assert kind("{{ a.secret | hex }}", role) is (Kind.EVM_KEY if role is Role.WALLET_KEY else Kind.ED25519)
    assert kind("{{ a.secret }}", role) is Kind.ED25519
    assert kind("{{ a.secret | pem }}", role) is Kind.PRIVATE_KEY
    assert kind("{{ a.key | spki }}", role) is Kind.PUBLIC_KEY
    assert kind("{{ a.expanded }}", role) is Kind.KEYPAIR
    assert kind("{{ a.signature }}", role) is Kind.BYTES64


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("context", Context)
@pytest.mark.parametrize("generic", [True, False])
def test_where_a_damaged_value_is_worth_a_remark(role: Role, context: Context, *, generic: bool) -> None:
    expected = role in CREDENTIALS and (context >= Context.SECTION or (context is Context.FILE and not generic))
    for text, of_kind in (("{{ a.secret | drop }}", Kind.BYTES), ("{{ a.secret | drop }}!", Kind.TEXT)):
        assert (kind(text, role, context, generic=generic) is of_kind) is expected


DAMAGED = "q7Zk9LmX2v4TB8nR3wY6cJ1hP5dF0sG_!q7Zk9LmX2v4TB8nR3wY6cJ1hP5dF0sG_!" * 4


@pytest.mark.parametrize(
    ("context", "length", "remark"),
    [
        (Context.NAME, 15, False),
        (Context.NAME, 16, True),
        (Context.NAME, 200, True),
        (Context.NAME, 201, False),
        (Context.FILE, 29, False),
        (Context.FILE, 30, True),
    ],
)
def test_how_long_a_damaged_value_is(context: Context, length: int, *, remark: bool) -> None:
    text = DAMAGED[: length - 1] + "!"
    assert (kind(text, context=context) is Kind.TEXT) is remark
    assert (kind(f"  {text}  ", context=context) is Kind.TEXT) is remark


@pytest.mark.parametrize(
    ("text", "context", "remark"),
    [
        ("#%!?&" * 8, Context.NAME, False),
        ("#%!?&" * 7 + "7k", Context.NAME, True),
        ("!#%&/7403918625!#%&/7403918625!#%&/", Context.FILE, False),
        ("!#%&/qwrtzpsdfg!#%&/qwrtzpsdfg!#%&/", Context.FILE, False),
        ("!#%&/7403918625!#%&/qwrtzpsdfg!#%&/", Context.FILE, True),
        ("q7Zk9LmX2v4TB8nR 3wY6cJ1hP5dF0sG!", Context.NAME, False),
    ],
)
def test_which_characters_a_damaged_value_has(text: str, context: Context, *, remark: bool) -> None:
    assert (kind(text, context=context) is Kind.TEXT) is remark


@pytest.mark.parametrize(("size", "spaced"), [(43, False), (44, True), (45, False)])
def test_a_key_with_spaces_in_it_is_damaged(size: int, *, spaced: bool) -> None:
    text = expand("{{ a.secret }}").rstrip("=")
    text = (text + "Q7k")[: size - 1] + "="
    assert (kind(f"{text[:20]} {text[20:]}") is Kind.TEXT) is spaced


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("context", Context)
def test_where_a_uniform_value_is_a_seed_that_somebody_uses(role: Role, context: Context) -> None:
    used = role in CREDENTIALS and context >= Context.SECTION
    assert (kind("{{ weak.zeros }}", role, context) is Kind.ED25519) is used
    assert kind(" {{ weak.zeros }}", role, context) is None  # flawed
    assert kind(base64.b64encode(bytes(31)).decode(), role, context) is None


def test_a_uniform_value_that_is_no_key_is_nothing() -> None:
    assert kind("!" + "a" * 40) is None


@pytest.mark.parametrize(
    "text", ["{{ a.secret | upper }}", "{{ a.secret | unpadded | upper }}", "{{ a.secret | base64url | upper }}"]
)
def test_one_case_is_a_flaw_where_letters_have_one(text: str) -> None:
    for role in (Role.API_SECRET, Role.API_KEY):
        found = facts(text, role)
        assert found is not None
        assert Flaw.ONE_CASE in found.flaws
    for role in (Role.NONE, Role.OTHER, Role.WALLET_KEY):
        found = facts(text, role)
        assert found is not None
        assert Flaw.ONE_CASE not in found.flaws


def test_hex_in_capitals_has_no_flaw() -> None:
    found = facts("{{ a.secret | hex | upper }}")
    assert found == facts("{{ a.secret | hex }}")
    assert found is not None
    assert found.encoding is Encoding.HEX


def test_which_kinds_can_be_points() -> None:
    pointed = specimen("p", point=True)
    for text, is_point in (
        (pointed.key, True),
        (pointed.secret, True),
        ("{{ a.key | spki }}", True),
        ("{{ a.secret }}", False),
        ("{{ p-point.secret | pem }}", False),
        ("{{ p-point.expanded }}", False),
        ("{{ a.key | hex }}", True),
    ):
        found = facts(text)
        assert found is not None
        assert found.is_point is is_point


def test_only_a_key_file_says_that_there_is_no_seed() -> None:
    public = facts("{{ a.key | spki }}")
    assert public is not None
    assert public.public_key is None
    assert public.token is not None
    for text in ("{{ a.key }}", "{{ a.secret | pem }}", "{{ a.expanded }}"):
        found = facts(text)
        assert found is not None
        assert found.public_key is not None


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("api.example.org", "api.example.org"),
        (" https://API.Example.org ", "api.example.org"),
        ("a.io", "a.io"),
        ("a.b", None),
        (f"a.{'x' * 24}", f"a.{'x' * 24}"),
        (f"a.{'x' * 25}", None),
        (f"{'x' * 63}.io", f"{'x' * 63}.io"),
        (f"{'x' * 64}.io", None),
        ("-x.io", None),
        ("x-.io", None),
        ("x-y.io", "x-y.io"),
        ("api.io:1", "api.io"),
        ("api.io:12345", "api.io"),
        ("api.io:123456", None),
        ("api.io:", None),
        ("api.io/", "api.io"),
        ("api.io?x", "api.io"),
        ("api.io/a b", None),
        ("git+ssh://x@api.io", "api.io"),
        ("1http://api.io", None),
        ("h://api.io", "api.io"),
        ("@api.io", "api.io"),
        ("io", None),
    ],
)
def test_what_a_host_is(text: str, host: str | None) -> None:
    found = facts(text, Role.HOST)
    assert (found and found.looks_like) == host
    assert found is None or (found.kind, found.length) == (Kind.HOST, len(host or ""))


@pytest.mark.parametrize(
    ("sentence", "is_said"),
    [
        ("this is not a real secret key!!!", True),
        ("it is no secret so use this one!", True),
        ("it is on secret so use this one!", False),
        ("the price feed stopped, and now!", False),
    ],
)
def test_base64_of_a_sentence_that_says_so_is_no_key(sentence: str, *, is_said: bool) -> None:
    assert len(sentence) == 32
    assert (kind(base64.b64encode(sentence.encode()).decode()) is None) is is_said


@pytest.mark.parametrize(
    "text", ["test " * 11 + "junk", "{{ w.phrase }}", "{{ w.phrase | upper }}", " {{ w.phrase }} "]
)
def test_a_phrase_is_one_in_every_field_but_a_hashs(text: str) -> None:
    for role in Role:
        assert kind(text, role, Context.NONE) is (None if role is Role.HASH else Kind.PHRASE)


@pytest.mark.parametrize(
    ("text", "of_kind"),
    [
        ("ThePriceFeedStoppedAndWillBeStartedAgainNow", Kind.ED25519),
        ("ThePriceFeedStoppedAndWillBeStartedAgainNowAndThePriceFeedStoppedAndWillBeStartedAgain", Kind.BYTES64),
        ("ThePriceFeedStoppedAndWillBeStartedAgain", Kind.BYTES),
        ("the!price!feed!stopped!and!will!be!started", Kind.TEXT),
    ],
)
def test_words_are_no_value_of_any_kind(text: str, of_kind: Kind) -> None:
    digits = "q7Zk9LmX2v4TB8nR3wY6cJ1hP5dF0sGq7Zk9LmX2v4TB8nR3wY6cJ1hP5dF0sGq7Zk9LmX2v4TB8nR3wY6cJ1hP5dF"
    marks = text.translate({ord(letter): None for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    assert kind(text) is None
    assert kind(digits[: len(text) - len(marks)] + marks) is of_kind


def test_the_shortest_phrase_is_twelve_letters_and_the_spaces_between_them() -> None:
    from mnemonic import Mnemonic

    text = Mnemonic("chinese_simplified").to_mnemonic(bytes(range(16)))
    assert len(text) == 23
    assert kind(text, Role.NONE, Context.NONE) is Kind.PHRASE


def test_what_has_no_bytes_has_no_length() -> None:
    for text in ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END ENCRYPTED PRIVATE KEY-----", "{{ w.phrase }}"):
        found = facts(text)
        assert found is not None
        assert (found.length, found.is_point, found.is_weak_point) == (0, False, False)


def letters_and_digits(part: str) -> str:
    """A placeholder of which the text has no `+` and no `/`."""
    forms = (f"{{{{ s{number}.{part} }}}}" for number in range(200))
    return next(form for form in forms if expand(form).isalnum())


def test_a_key_file_is_not_taken_for_another_exchanges_key() -> None:
    assert kind(letters_and_digits("secret | der")) is Kind.PRIVATE_KEY
    assert kind(letters_and_digits("bytes48")) is Kind.FOREIGN


def test_words_in_another_products_credential_are_still_one() -> None:
    assert kind("glpat-somewordsthatmeanatoken") is Kind.FOREIGN


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("this is not a real secret key!!!", None),
        ("this is not a real secret key!", Kind.BYTES),  # 30 bytes, so no seed
        ("q7Zk9LmX not 4TB8nR3wY6cJ1hP5dF0", Kind.ED25519),  # no words around it
    ],
)
def test_only_a_seed_that_is_words_says_that_it_is_none(said: str, found: Kind | None) -> None:
    assert kind(base64.b64encode(said.encode()).decode()) is found


def test_base58_in_capitals_has_no_flaw() -> None:
    found = facts("AQ8WE7RT6YP5AS4DF3GH2JK9LZXCVBNMQ8WE7RT6YP5A")
    assert found is not None
    assert (found.encoding, found.flaws) == (Encoding.BASE58, ())


def test_64_bytes_that_are_no_pair_have_their_length() -> None:
    found = facts("{{ a.signature }}")
    assert found is not None
    assert (found.kind, found.length) == (Kind.BYTES64, 64)


@pytest.mark.parametrize(
    ("text", "context", "found"),
    [
        ("+/+-_=!?%&/+=~#*+/+-_=!?%&/+=~#*", Context.NAME, None),
        ("+/+-_=!?%&/+=~#*+/+-_=!?%&/+=~#1", Context.NAME, Kind.TEXT),
        ("8!3@9#2$0%1^7&4*6(5)0-9_1+8=2?7!", Context.FILE, None),
        ("8!3@9#2$0%1^7&4*6(5)0-9_1+8=2?x!", Context.FILE, Kind.TEXT),
        ("k!q@z#w$v%x^j&y*h(g)f-b_t+r=m?n!", Context.FILE, None),
        ("k!q@z#w$v%x^j&y*h(g)f-b_t+r=m?1!", Context.FILE, Kind.TEXT),
    ],
)
def test_a_damaged_value_mixes_letters_and_digits(text: str, context: Context, found: Kind | None) -> None:
    assert kind(text, context=context) is found


def test_an_encrypted_key_file_looks_like_no_other_product() -> None:
    found = facts("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END ENCRYPTED PRIVATE KEY-----")
    assert found is not None
    assert (found.kind, found.looks_like) == (Kind.ENCRYPTED_KEY, "")
