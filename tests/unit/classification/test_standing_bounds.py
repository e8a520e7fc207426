"""What is around a value says of it: both sides of every condition."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.classification.document_context import DocumentContext, Mention
from auditor.classification.field_context import Standing, Surroundings, takes_credential
from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.material import Context, Role
from auditor.model.secret import Secret
from auditor.vocabulary.vocabulary import builtin

WORDS = builtin()
NOTHING = DocumentContext(Context.NONE)


def field(name: str = "", value: str = "x", line: int = 1, **more: Any) -> Field:
    return Field(value=Secret(value), span=Span(line, 1, line, 2), name=name, **more)


def standing(one: Field, *others: Field, document: DocumentContext = NOTHING) -> Standing:
    return Surroundings([one, *others], document, WORDS).standing_of(one)


def document(level: Context = Context.NONE, *mentions: Mention, **more: Any) -> DocumentContext:
    return DocumentContext(level, mentions=mentions, **more)


def test_nothing_is_assumed_of_a_value_besides_role_and_context() -> None:
    plain = Standing(Role.API_KEY, Context.FILE)
    assert plain == Standing(Role.API_KEY, Context.FILE, "", "", generic=False, positional=False)


@pytest.mark.parametrize(
    ("curve", "group", "roles"),
    [
        ("Ed25519", "g", (Role.API_SECRET, Role.API_KEY)),
        ("X25519", "g", (Role.NONE, Role.NONE)),
        ("Ed25519", "h", (Role.NONE, Role.NONE)),
        ("Ed25519", "", (Role.NONE, Role.NONE)),
    ],
)
def test_the_members_of_a_json_web_key(curve: str, group: str, roles: tuple[Role, Role]) -> None:
    kind = field("crv", curve, group=group)
    found = tuple(standing(field(name, group=group and "g"), kind).role for name in ("d", "x"))
    assert found == roles
    assert standing(field("y", group="g"), kind).role is Role.NONE
    secret = standing(field("d", group=group and "g"), kind)
    assert (secret.context, secret.generic) == (Context.NONE, group != "g" or curve != "Ed25519")
    assert standing(field("d", group="g"), field("curve", "Ed25519", group="g")).role is Role.NONE


@pytest.mark.parametrize(
    ("sibling", "role"),
    [
        (field("exchange", "backpack", group="g"), Role.API_SECRET),
        (field("Exchange", "Backpack", group="g"), Role.API_SECRET),
        (field("venue", "backpack", group="g"), Role.API_SECRET),
        (field("exchange", "backpack", group="h"), Role.OTHER),
        (field("exchange", "backpack"), Role.OTHER),
        (field("exchange", "another", group="g"), Role.OTHER),
        (field("note", "backpack", group="g"), Role.OTHER),
        (field("url", "https://api.backpack.exchange", group="g"), Role.OTHER),
        (field("note", "another", group="g"), Role.OTHER),
    ],
)
def test_an_object_that_names_its_exchange_counts_for_more_than_names_further_out(sibling: Field, role: Role) -> None:
    """`session.add(Account(exchange="backpack", secret="…"))` is no secret of a session."""
    secret = field("api_secret", group="g", path=("session",))
    assert standing(secret, sibling).role is role


@pytest.mark.parametrize(("callee", "context"), [("client.apiSecret", Context.FILE), ("client.load", Context.MENTION)])
def test_the_role_of_a_call_counts_for_its_argument(callee: str, context: Context) -> None:
    """Right below the bare word, what `.apiSecret("…")` takes is as good as a field of that name."""
    around = document(Context.MENTION, Mention(1, 1, ""))
    secret = field(line=2, kind="argument", callee=callee, position=0)
    assert standing(secret, document=around).context is context


@pytest.mark.parametrize(
    ("sibling", "context"),
    [
        (field("exchange", "backpack", group="g"), Context.SECTION),
        (field("exchange", " Backpack ", group="g"), Context.SECTION),
        (field("exchange", "backpacks", group="g"), Context.NONE),
        (field("url", "https://api.backpack.exchange/x", group="g"), Context.SECTION),
        (field("BACKPACK_URL", "x", group="g"), Context.SECTION),
        (field("exchange", "backpack", group="h"), Context.NONE),
        (field("exchange", "backpack"), Context.NONE),
        (field("kid", "my-backpack-key", group="g"), Context.SECTION),
        (field("kid", "backpack" + "-" * 52, group="g"), Context.SECTION),
        (field("kid", "backpack" + "-" * 53, group="g"), Context.NONE),
        (field("key", "my-backpack-key", group="g"), Context.NONE),
        (field("kid", "another key", group="g"), Context.NONE),
    ],
)
def test_what_makes_a_group_backpacks(sibling: Field, context: Context) -> None:
    secret = field("secret", group=sibling.group and "g")
    assert standing(secret, sibling).context is context
    assert standing(secret, sibling, document=document(namesake=True)).context is Context.NONE


@pytest.mark.parametrize(
    ("name", "path", "role", "product"),
    [
        ("secret_key", (), Role.API_SECRET, ""),
        ("secret_key", ("okx",), Role.OTHER, "OKX"),
        ("secret_key", ("backpack", "okx"), Role.API_SECRET, ""),
        ("backpack_secret_key", ("okx",), Role.API_SECRET, ""),
        ("okx_secret_key", ("binance",), Role.OTHER, "OKX"),
        ("checksum", ("okx",), Role.HASH, ""),
        ("secret_key", ("settings",), Role.API_SECRET, ""),
    ],
)
def test_whose_the_name_and_the_section_are(name: str, path: tuple[str, ...], role: Role, product: str) -> None:
    found = standing(field(name, path=path))
    assert (found.role, found.product) == (role, product)


@pytest.mark.parametrize("level", [Context.NONE, Context.MENTION, Context.FILE])
def test_the_product_of_a_section_counts_for_more_than_the_file(level: Context) -> None:
    assert standing(field("secret_key", path=("okx",)), document=document(level)).context is Context.NONE
    assert standing(field("secret_key"), document=document(level)).context is level
    assert standing(field("foo_secret"), document=document(level)).context is level
    # A hash is nobody's credential, whatever its product.
    assert standing(field("okx_checksum"), document=document(level)).context is level
    # In the section of the exchange its own name says nothing else.
    assert standing(field("okx_secret", path=("backpack",)), document=document(level)).context is Context.SECTION


@pytest.mark.parametrize(
    ("name", "level", "context"),
    [
        ("secret", Context.NONE, Context.FILE),
        ("secret", Context.MENTION, Context.FILE),
        ("secret", Context.FILE, Context.FILE),
        ("api_key", Context.NONE, Context.FILE),
        ("other", Context.NONE, Context.MENTION),
        ("other", Context.FILE, Context.FILE),
        ("BACKPACK_SECRET", Context.NONE, Context.NAME),
    ],
)
def test_a_credential_near_the_word_is_as_good_as_in_its_file(name: str, level: Context, context: Context) -> None:
    near = document(level, Mention(1, 1))
    assert standing(field(name, line=2), document=near).context is context


@pytest.mark.parametrize(
    ("name", "line", "role"),
    [
        ("password", 4, Role.API_SECRET),
        ("password", 5, Role.NONE),
        ("something", 4, Role.NONE),
        ("", 4, Role.NONE),
    ],
)
def test_how_near_a_password_is_to_the_word(name: str, line: int, role: Role) -> None:
    near = document(Context.NONE, Mention(1, 1))
    found = standing(field(name, line=line), document=near)
    assert found.role is role
    assert found.generic is (role is Role.API_SECRET or name in {"password", "something", ""})
    for elsewhere in (
        document(Context.NONE, Mention(1, 1, "OKX")),
        document(Context.FILE, Mention(1, 1, "OKX")),
        document(Context.NONE, Mention(1, 1), namesake=True),
        document(Context.NONE),
    ):
        assert standing(field(name, line=line), document=elsewhere).role is Role.NONE


def test_a_password_next_to_the_word_is_not_that_of_another_exchange() -> None:
    near = document(Context.NONE, Mention(1, 1))
    password = field("password", line=2, group="g")
    assert standing(password, document=near).role is Role.API_SECRET
    assert standing(password, field("exchange", "okx", group="g"), document=near).role is Role.NONE


@pytest.mark.parametrize(("path", "role"), [((), Role.API_KEY), (("okx",), Role.API_SECRET)])
def test_a_login_is_one_only_where_its_name_means_nothing_else(path: tuple[str, ...], role: Role) -> None:
    """A configuration calls API keys `password`; those of another product are none."""
    words = WORDS.extended({"api_key": ("password",)})
    password = field("password", line=2, path=path)
    found = Surroundings([password], document(Context.NONE, Mention(1, 1)), words).standing_of(password)
    assert (found.role, found.product) == (role, "")


@pytest.mark.parametrize(
    ("one", "others", "around", "expected"),
    [
        (field("secret", group="g"), [field("exchange", "OKX ", group="g")], NOTHING, "OKX"),
        (field("secret", group="g"), [field("exchange", "okx", group="h")], NOTHING, ""),
        (field("BACKPACK_SECRET", group="g"), [field("exchange", "okx", group="g")], NOTHING, ""),
        (
            field("secret", group="g"),
            [field("exchange", "okx", group="g"), field("venue", "backpack", group="g")],
            NOTHING,
            "",
        ),
        (
            field("secret", group="g"),
            [field("exchange", "okx", group="g"), field("venue", "backpack", group="g")],
            document(namesake=True),
            "OKX",
        ),
        (field("secret"), [field("exchange", "okx")], NOTHING, ""),
        (field("secret", line=2), [], document(Context.NONE, Mention(1, 1, "OKX")), "OKX"),
        (field("secret", line=2), [], document(Context.MENTION, Mention(1, 1, "OKX")), "OKX"),
        (field("secret", line=2), [], document(Context.FILE, Mention(1, 1, "OKX")), ""),
        (field("secret", line=2), [], document(Context.NONE, Mention(1, 1)), ""),
        (field("secret"), [], document(Context.NONE, other_exchange="Kraken"), "Kraken"),
        (
            field("secret", line=2),
            [field("exchange", "okx", group="h")],
            document(Context.NONE, Mention(1, 1, "OKX"), other_exchange="Kraken"),
            "Kraken",
        ),
    ],
)
def test_which_other_exchange_a_value_is_of(
    one: Field, others: list[Field], around: DocumentContext, expected: str
) -> None:
    assert standing(one, *others, document=around).other_exchange == expected


@pytest.mark.parametrize(
    ("level", "context"),
    [(Context.NONE, Context.NONE), (Context.MENTION, Context.NONE), (Context.FILE, Context.NONE)],
)
def test_another_exchange_of_the_group_takes_what_the_file_says(level: Context, context: Context) -> None:
    found = standing(field("secret", group="g"), field("exchange", "okx", group="g"), document=document(level))
    assert found.context is context
    section = field("secret", group="g", path=("backpack",))
    assert standing(section, field("exchange", "okx", group="g")).context is Context.SECTION


def argument(callee: str, position: int | None = 0, path: tuple[str, ...] = (), name: str = "") -> Field:
    return field(name, kind="argument", callee=callee, position=position, path=path)


@pytest.mark.parametrize(
    ("one", "role", "positional"),
    [
        (argument("BackpackClient"), Role.NONE, True),
        (argument("bpx.NewClient"), Role.NONE, True),
        (argument("backpack.cache.put"), Role.NONE, False),
        (argument("HttpClient"), Role.NONE, False),
        (argument("BackpackClient", name="api_secret"), Role.API_SECRET, False),
        (argument("BackpackClient", name="settings"), Role.NONE, False),
        (field(callee="BackpackClient", kind="assignment"), Role.NONE, False),
        (argument("x.secret"), Role.API_SECRET, False),
        (argument("x.Secret"), Role.API_SECRET, False),
        (argument("x.Apikey"), Role.NONE, False),
        (argument("x.apikey"), Role.API_KEY, False),
        (argument("signer", path=("private_key",)), Role.API_SECRET, False),
        (argument("signer", path=("settings",)), Role.NONE, False),
        (argument("x.withSecretKey"), Role.NONE, False),
        (argument("x.apiSecret"), Role.API_SECRET, False),
        (argument("SigningKey", path=("private_key",)), Role.API_SECRET, False),
        (argument("logger.warn", path=("private_key",)), Role.NONE, False),
        (argument("SigningKey", path=("settings",)), Role.API_SECRET, False),
    ],
)
def test_what_an_argument_without_a_name_is(one: Field, role: Role, *, positional: bool) -> None:
    found = standing(one)
    assert (found.role, found.positional) == (role, positional)


def test_an_argument_is_the_clients_only_where_its_call_is_backpacks() -> None:
    assert not standing(argument("BackpackClient"), document=document(namesake=True)).positional
    grouped = field(kind="argument", callee="Client", position=0, group="g")
    found = standing(grouped, field("exchange", "backpack", group="g"))
    assert (found.context, found.positional) == (Context.SECTION, False)


@pytest.mark.parametrize(
    ("position", "role"), [(0, Role.API_KEY), (1, Role.API_SECRET), (2, Role.NONE), (None, Role.NONE)]
)
@pytest.mark.parametrize("callee", ["Trader", "x.Trader", "x::Trader", "x.y.Trader"])
def test_the_convention_of_a_client_names_its_arguments(callee: str, position: int | None, role: Role) -> None:
    known = document(Context.NONE, conventions={"Trader": (Role.API_KEY, Role.API_SECRET)})
    assert standing(argument(callee, position), document=known).role is role


@pytest.mark.parametrize(
    ("callee", "takes"),
    [
        ("Client", True),
        ("Client.new", True),
        ("new", False),
        ("new.from", False),
        ("Client.put", False),
        ("cache.Client", True),
        ("cache.from", False),
        ("a->Client", True),
        ("a\\Client", True),
        ("a::Client::with", True),
    ],
)
def test_which_part_of_a_calls_name_says_what_it_takes(callee: str, *, takes: bool) -> None:
    assert takes_credential(callee, WORDS) is takes


@pytest.mark.parametrize(
    "word",
    ["new", "init", "create", "make", "build", "builder", "connect", "from", "with", "of", "get", "setup", "login"],
)
def test_what_makes_a_client_takes_what_the_client_takes(word: str) -> None:
    assert takes_credential(f"Client.{word}", WORDS)
    assert takes_credential(f"{word}_client", WORDS)
    assert not takes_credential(f"Cache.{word}", WORDS)
    assert not takes_credential(word, WORDS)
