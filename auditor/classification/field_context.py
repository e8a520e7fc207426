"""Tells what is around a value says of it: its role, how near Backpack Exchange is, and whose product it is otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct, structs

from auditor.classification.document_context import DocumentContext, nearest
from auditor.classification.field_names import Naming, naming_of
from auditor.model.field import Field
from auditor.model.material import Context, Role
from auditor.vocabulary.vocabulary import Vocabulary
from auditor.vocabulary.words import words_of

_PARTS = re.compile(r"::|->|[.\\]")
_MAKERS = frozenset({"new", "init", "create", "make", "build", "builder", "connect", "from", "with", "of", "get", "setup", "login"})  # fmt: skip
"""Words of a call that makes what the words around it name: `NewClient`, `Client.from_seed`, `connect_backpack`."""


def takes_credential(callee: str, vocabulary: Vocabulary) -> bool:
    """Returns whether a call in a Backpack context can be handed a key or a secret by position.

    It can if the last part of its name that says anything is the exchange's, or a client's, a signer's or a key's and
    nothing else: `BackpackClient`, `bpx.NewClient`, `BpxClient::init`, `SigningKey`, `from_seed`. What stores, prints,
    compares, subscribes or asks for something is nobody's client: `cache.put`, `etag_of`, `logger.warn`.
    """
    known = vocabulary.brand | vocabulary.qualifiers | vocabulary.credential_calls | _MAKERS
    for part in reversed(_PARTS.split(callee)):
        words = words_of(part)
        if not known.issuperset(words):
            return False
        if not _MAKERS.issuperset(words):
            return True
    return False


CREDENTIALS = (Role.API_KEY, Role.API_SECRET)


_LINES_OF_LOGIN = 3
"""Lines from the word Backpack to a password that is its entry's: title, address, name, password."""
_VENUES = frozenset({"exchange", "exchange_id", "exchangeid", "exchange_name", "exchangename", "venue", "broker", "connector", "dex", "cex"})  # fmt: skip
"""Names of fields that hold the name of an exchange."""
_KEY_ID, _LONGEST_KEY_ID = "kid", 60
"""The member that names a JSON Web Key (RFC 7517, section 4.5), and characters of a name that is no value."""
_JWK_MEMBERS = {"d": Naming(Role.API_SECRET), "x": Naming(Role.API_KEY)}
"""What the members of an Ed25519 JSON Web Key are (RFC 8037, section 2)."""


def _login(name: str, vocabulary: Vocabulary) -> Role | None:
    """Returns the role that the name of a login's field has next to the word Backpack, if it is one."""
    return vocabulary.logins.get(" ".join(words_of(name))) if name else None


def _is_curve(field: Field) -> bool:
    return field.name == "crv" and field.value.reveal() == "Ed25519" and bool(field.group)


class Standing(Struct, frozen=True):
    """What is known of a value before anybody looks at it."""

    role: Role
    context: Context
    product: str = ""
    """The other product that a name around it says."""
    other_exchange: str = ""
    """The other exchange that the nearest mention or the path of the file names."""
    generic: bool = False
    """Its name is a single everyday word."""
    positional: bool = False
    """An argument without a name in a call that is Backpack's: a key or a secret, the value decides which."""


class Surroundings:
    """The standing of every field of one document."""

    def __init__(self, fields: Sequence[Field], document: DocumentContext, vocabulary: Vocabulary) -> None:
        self._fields = fields
        self._document = document
        self._vocabulary = vocabulary
        self._namings: dict[str, Naming] = {}
        """What the names say: a table of constants has more names than `naming_of` remembers."""
        self._called: dict[str, bool] = {}

    def may_be_credential(self, field: Field) -> bool:
        """Returns whether a field could be given the role of a credential or a host, whatever is around it."""
        name = field.name
        if not name:
            return field.kind == "argument"
        if (known := self._called.get(name)) is None:
            is_called = self.naming(name).role in (*CREDENTIALS, Role.HOST) or name in _JWK_MEMBERS
            known = self._called[name] = is_called or _login(name, self._vocabulary) is not None
        return known

    def naming(self, name: str) -> Naming:
        """Returns what a name says."""
        if (known := self._namings.get(name)) is None:
            known = self._namings[name] = naming_of(name, self._vocabulary)
        return known

    @cached_property
    def _jwk_groups(self) -> frozenset[str]:
        return frozenset(field.group for field in self._fields if _is_curve(field))

    @cached_property
    def _branded_groups(self) -> frozenset[str]:
        return frozenset() if self._document.namesake else frozenset(self._branded(self._fields))

    @cached_property
    def _exchange_groups(self) -> frozenset[str]:
        """Groups that say whose they are themselves, whatever the names around them say."""
        return frozenset(
            field.group
            for field in self._fields
            if field.name.lower() in _VENUES and field.group in self._branded_groups
        )

    @cached_property
    def _others_of_groups(self) -> dict[str, str]:
        return dict(self._others(self._fields))

    def _branded(self, fields: Iterable[Field]) -> Iterable[str]:
        """Yields the groups in which a name is the exchange's, or a value says it (`{"exchange": "backpack", …}`)."""
        for field in fields:
            if field.group and (self.naming(field.name).branded or self._says_exchange(field)):
                yield field.group

    def _others(self, fields: Iterable[Field]) -> Iterable[tuple[str, str]]:
        """Yields the groups in which a value is the name of another exchange (`{"exchange": "okx", …}`), and that exchange."""
        for field in fields:
            if field.group and field.group not in self._branded_groups:
                value = field.value.reveal().strip().lower()
                if value in self._vocabulary.exchanges:
                    yield field.group, self._vocabulary.others.get(value, value)

    def _says_exchange(self, field: Field) -> bool:
        value = field.value.reveal().strip().lower()
        if (
            field.name == _KEY_ID
            and len(value) <= _LONGEST_KEY_ID
            and not self._vocabulary.brand.isdisjoint(words_of(value))
        ):
            return True
        return value in self._vocabulary.words or any(host in value for host in self._vocabulary.hosts)

    def standing_of(self, field: Field) -> Standing:
        """Returns role, context and product of a field."""
        naming = _JWK_MEMBERS.get(field.name) if field.group in self._jwk_groups else None
        naming = naming or self.naming(field.name)
        positional = field.kind == "argument" and not field.name
        around = [self.naming(name) for name in (*field.path, field.callee) if name]
        branded_around = any(one.branded for one in around)
        role, product = naming.role, naming.product
        if (
            not naming.branded
            and not branded_around
            and role in CREDENTIALS
            and field.group not in self._exchange_groups
        ):
            product = next((one.product for one in around if one.product), "")
            product = product or self._document.namesake_fields.get(field.name, "")
            role = Role.OTHER if product else role
        other = self._other_exchange(field)
        if role in (Role.NONE, Role.OTHER) and not other and (login := self._login_role(field)):
            role, product, naming = login, "", structs.replace(naming, role=login, generic=True)
        if positional:
            role = self._role_of_argument(field)
        context = self._context(field, naming, role, branded_around=branded_around)
        if other and context in (Context.MENTION, Context.FILE):
            context = Context.NONE
        if role is Role.OTHER and product and context in (Context.MENTION, Context.FILE):
            context = Context.NONE  # What the name itself says of its product counts for more than the file around it.
        return Standing(
            role=role,
            context=context,
            product=product,
            other_exchange=other,
            generic=naming.generic,
            positional=positional
            and role is Role.NONE
            and branded_around
            and context is Context.SECTION
            and takes_credential(field.callee, self._vocabulary),
        )

    def _context(self, field: Field, naming: Naming, role: Role, *, branded_around: bool) -> Context:
        if self._document.namesake:
            return Context.NONE
        if naming.branded:
            return Context.NAME
        if branded_around or field.group in self._branded_groups:
            return Context.SECTION
        return self._by_mention(field, role)

    def _by_mention(self, field: Field, role: Role) -> Context:
        """Returns the context of a field that only its document speaks for: what the nearest mention says of its owner.

        A credential right below (or next to) the bare word is as good as one in a file about the exchange.
        """
        level = self._document.level
        if level > Context.MENTION:
            return level
        mention = nearest(self._document.mentions, field.span.line, field.span.column)
        if mention is None:
            return level
        return Context.FILE if role in CREDENTIALS else Context.MENTION

    def _login_role(self, field: Field) -> Role | None:
        """Returns the role of a login's field (`password`) right next to the word Backpack: a password manager's row or entry.

        Its context is never nearer than the file, because most passwords are none of the exchange's.
        """
        role = _login(field.name, self._vocabulary)
        if role is None or self._document.namesake:
            return None
        mention = nearest(self._document.mentions, field.span.line, field.span.column)
        is_beside = mention is not None and not mention.product and field.span.line - mention.line <= _LINES_OF_LOGIN
        return role if is_beside else None

    def _other_exchange(self, field: Field) -> str:
        """Returns the other exchange that the field's object, the nearest mention or the path of the file names."""
        if self.naming(field.name).branded:
            return ""
        if field.group in self._others_of_groups:
            return self._others_of_groups[field.group]
        if self._document.level > Context.MENTION:
            return ""
        mention = nearest(self._document.mentions, field.span.line, field.span.column)
        if mention is None or mention.product in self._others_of_groups.values():
            return self._document.other_exchange  # What names it is a value of another object, and speaks for that one.
        return mention.product

    def _role_of_argument(self, field: Field) -> Role:
        """Returns the role that the called name has (`.secret("…")`), or that its convention gives to the position."""
        callee = field.callee.replace("::", ".").rsplit(".", 1)[-1]
        order = self._document.conventions.get(callee, ())
        if field.position is not None and field.position < len(order):
            return order[field.position]
        called = self.naming(callee)
        if called.role in CREDENTIALS and not (called.generic and callee != callee.lower()):
            return called.role
        # `private_key = SigningKey("…")`: what the name says counts where the call can take a credential.
        assigned = self.naming(field.path[-1]) if field.path else called
        if assigned.role in CREDENTIALS and takes_credential(field.callee, self._vocabulary):
            return assigned.role
        return Role.NONE
