from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1

import pytest

from auditor.classification.sample_keys import expand
from auditor.generic import generic_prefilter
from auditor.generic.generic_detector import GenericDetector
from auditor.generic.generic_prefilter import GenericMatch, generic_prefilter_for
from auditor.generic.lines import LONG
from auditor.model.batch_result import GenericHit
from auditor.model.location import Span
from auditor.model.material import Context, Kind, Material, Role
from auditor.model.report import Skipped
from auditor.model.request import Generic
from auditor.model.secret import PlainBytes

ONE = expand("ghp_{{ one.secret | hex }}")[:40]
TWO = expand("ghp_{{ two.secret | hex }}")[:40]
RANDOM = expand("{{ random.secret | unpadded }}")
DIGEST = expand("{{ digest.secret | hex }}")


@dataclass
class Suspect:
    """A blob in which something was spotted."""

    data: PlainBytes | memoryview
    name: str
    suspicion: GenericMatch
    start: tuple[int, int]


def looked(
    text: str | bytes,
    name: str = "a.py",
    *,
    mode: Generic = Generic.ALL,
    materials: Sequence[Material] = (),
    accepted: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    start: tuple[int, int] = (1, 1),
) -> tuple[list[GenericHit], list[Skipped]]:
    data = text.encode() if isinstance(text, str) else text
    suspicion = generic_prefilter_for(mode).spot(data, name, whole=start == (1, 1))
    if suspicion is None:
        return [], []
    blob = Suspect(PlainBytes(data), name, suspicion, start)
    return GenericDetector(mode).scan(blob, materials, digest_key=b"k" * 32, accepted=accepted or {})


def hits(text: str | bytes, name: str = "a.py", mode: Generic = Generic.ALL) -> list[GenericHit]:
    return looked(text, name, mode=mode)[0]


def the_only(found: list[GenericHit]) -> GenericHit:
    (hit,) = found
    return hit


def material(span: Span, **facts: object) -> Material:
    return Material(**{"span": span, "kind": Kind.ED25519, **facts})  # type: ignore[arg-type]


def test_a_hit_says_where_and_what_and_never_the_value() -> None:
    hit = the_only(hits(f"# token\nuse('{ONE}')\n", mode=Generic.PRECISE))
    assert (hit.secret_type, hit.detector, hit.precise) == ("GitHub Token", "GitHubTokenDetector", True)
    assert hit.span == Span(2, 6, 2, 46)
    assert ONE[4:].encode() not in pickle.dumps(hit)
    assert ONE[4:] not in repr(hit)


def test_it_is_small_enough_to_travel() -> None:
    hit = the_only(hits(f"x = '{ONE}'\n", mode=Generic.PRECISE))
    assert pickle.loads(pickle.dumps(hit)) == hit


def test_its_digest_is_that_of_the_value_under_the_key() -> None:
    one, again = (the_only(hits(f"{before}x = '{ONE}'\n", mode=Generic.PRECISE)) for before in ("", "\n\n"))
    other = the_only(hits(f"x = '{TWO}'\n", mode=Generic.PRECISE))
    assert one.digest == again.digest
    assert other.digest != one.digest
    assert one.digest not in (sha1(ONE.encode()).digest(), sha1(b"ghp").digest())


def test_a_value_at_several_places_is_one_hit() -> None:
    hit = the_only(hits(f'a = "{RANDOM}"\nb = "{RANDOM}"\nc = "{RANDOM}"\n'))
    assert hit.span.line == 1
    assert [span.line for span in hit.repeats] == [2, 3]


def test_values_that_a_detector_cannot_tell_apart_are_one_hit_with_an_identity_of_all() -> None:
    """Of a GitHub token, detect-secrets only keeps `ghp`: a second one must not hide behind an accepted first."""
    alone = the_only(hits(f"x = '{ONE}'\n", mode=Generic.PRECISE))
    both = the_only(hits(f"x = '{ONE}'\ny = '{TWO}'\n", mode=Generic.PRECISE))
    assert [span.line for span in both.repeats] == [2]
    assert both.digest != alone.digest


def test_a_key_file_is_identified_by_its_content() -> None:
    one, two = (the_only(hits(expand(f"{{{{ {label}.secret | rsa }}}}\n"), "a.pem")) for label in ("one", "two"))
    assert one.secret_type == two.secret_type == "Private Key"
    assert one.digest != two.digest


def test_values_of_a_type_are_counted() -> None:
    tokens = [expand(f"sk_live_{{{{ {label}.secret | hex }}}}")[:32] for label in ("one", "two")]
    found = hits("".join(f"x = '{token}'\n" for token in tokens), mode=Generic.PRECISE)
    assert [(hit.secret_type, hit.number) for hit in found] == [("Stripe Access Key", 1), ("Stripe Access Key", 2)]


def test_a_comment_sets_a_hit_aside_visibly() -> None:
    markers = {
        f"password = 'hunter2'  # {marker}\n": marker
        for marker in ("pragma: allowlist secret", "backpack-audit: ignore", "gitleaks:allow")
    }
    for text, marker in markers.items():
        assert [pragma.marker for pragma in the_only(hits(text)).pragmas] == [marker]
    assert the_only(hits("password = 'hunter2'\n")).pragmas == ()


def test_a_comment_that_only_detect_secrets_understands_counts_too() -> None:
    hit = the_only(hits("password = 'hunter2' /*pragma: allowlist secret*/\n", "a.c.txt"))
    assert [pragma.marker for pragma in hit.pragmas] == ["pragma: allowlist secret"]


def test_what_is_allowed_and_what_is_not_are_two_hits() -> None:
    found = hits("password = 'hunter2'  # pragma: allowlist secret\npassword = 'hunter2'\n")
    assert [(hit.span.line, bool(hit.pragmas)) for hit in found] == [(1, True), (2, False)]


def test_after_nothing_but_allowed_values_the_eager_reading_follows() -> None:
    text = f"password = 'hunter2'  # pragma: allowlist secret\nother = {RANDOM}\n"
    assert {hit.span.line for hit in hits(text, "a.txt")} == {1, 2}


def test_a_baseline_accepts_by_path_without_a_hash_leaving() -> None:
    key = ("Secret Keyword", sha1(b"hunter2").hexdigest())
    found, _ = looked("password = 'hunter2'\n", accepted={key: ("a.py", "b.py")})
    assert the_only(found).accepted_in == ("a.py", "b.py")
    assert key[1].encode() not in pickle.dumps(found)
    assert the_only(looked("password = 'other12'\n", accepted={key: ("a.py",)})[0]).accepted_in == ()


@pytest.mark.parametrize(
    "facts",
    [
        {"role": Role.API_SECRET, "context": Context.NAME},
        {"role": Role.WALLET_KEY, "context": Context.FILE},
        {"kind": Kind.KEYPAIR},
        {"kind": Kind.PRIVATE_KEY},
        {"role": Role.API_SECRET, "kind": Kind.TEXT, "context": Context.SECTION},
        {"role": Role.API_KEY, "context": Context.NAME, "is_point": False},
    ],
)
def test_what_a_rule_about_backpack_reports_is_left_out(facts: Mapping[str, object]) -> None:
    text = f'x = 1\nkey = "{RANDOM}"\n'
    assert hits(text)
    assert looked(text, materials=[material(Span(2, 8, 2, 51), **facts)])[0] == []


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"role": Role.OTHER, "context": Context.FILE},
        {"context": Context.FILE},
        {"role": Role.API_SECRET, "kind": Kind.FOREIGN, "context": Context.NAME},
        {"role": Role.API_SECRET, "kind": Kind.TEXT},
    ],
)
def test_what_no_rule_about_backpack_reports_stays(facts: Mapping[str, object]) -> None:
    found, _ = looked(f'key = "{RANDOM}"\n', materials=[material(Span(1, 8, 1, 51), **facts)])
    assert [hit.silenced for hit in found] == [""]


def test_what_is_beside_is_something_else() -> None:
    ours = material(Span(1, 1, 1, 4), role=Role.API_SECRET, context=Context.NAME)
    assert looked(f'key = "{RANDOM}"\n', materials=[ours])[0]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"role": Role.API_KEY, "context": Context.NAME, "is_point": True}, "an API key by itself, which is public"),
        ({"kind": Kind.PUBLIC_KEY}, "a public key"),
        ({"kind": Kind.ENCRYPTED_KEY}, "a private key that a passphrase protects"),
    ],
)
def test_what_backpack_knows_to_be_harmless_is_silenced(facts: Mapping[str, object], reason: str) -> None:
    found, _ = looked(f'key = "{RANDOM}"\n', materials=[material(Span(1, 8, 1, 51), **facts)])
    assert [hit.silenced for hit in found] == [reason]


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("npm-shrinkwrap.json", f'"resolved": "{DIGEST}"', "a checksum in a lock file"),
        (".secrets.baseline", f'"hashed_secret": "{DIGEST[:40]}"', "a hash in a detect-secrets baseline"),
        ("a.html", f'integrity="sha256-{RANDOM}="', "a checksum, as its prefix says"),
        ("a.py", f'sha256 = "{DIGEST}"', "a checksum, as its name says"),
        ("a.json", f'"checksum": "{DIGEST}"', "a checksum, as its name says"),
        ("a.py", f'value = "{DIGEST}"', ""),
        ("a.py", f'sha256 = "{DIGEST[:30]}"', ""),
    ],
)
def test_checksums_are_silenced(name: str, line: str, reason: str) -> None:
    found = [hit for hit in hits(f"x\n{line}\n", name) if "Entropy" in hit.secret_type]
    assert {hit.silenced for hit in found} == {reason}


def test_a_hash_under_a_password_s_name_is_not_silenced() -> None:
    found = hits(f'password_hash = "{DIGEST}"\n')
    assert [hit.silenced for hit in found if hit.secret_type == "Secret Keyword"] == [""]


def test_a_precise_detector_is_not_talked_out_of_it() -> None:
    assert the_only(hits(f'sha256 = "{ONE}"\n', "pnpm-lock.yaml", Generic.PRECISE)).silenced == ""


def test_a_value_in_yaml_is_where_it_is_in_the_file() -> None:
    hit = next(hit for hit in hits(f"a: >-\n  {RANDOM}\n", "a.yaml") if "Entropy" in hit.secret_type)
    assert hit.span == Span(2, 3, 2, 3 + len(RANDOM))
    hit = next(hit for hit in hits(f"a: {RANDOM}\n", "a.yaml") if "Entropy" in hit.secret_type)
    assert hit.span == Span(1, 4, 1, 4 + len(RANDOM))


def test_a_value_on_a_line_and_in_a_field_is_one_hit() -> None:
    assert [(hit.secret_type, hit.repeats) for hit in hits(f"key: {ONE}\n", "a.yaml", Generic.PRECISE)] == [
        ("GitHub Token", ())
    ]


def test_a_token_in_a_comment_or_a_list_of_yaml_is_found_too() -> None:
    text = f"# {ONE}\nkeys:\n  - {TWO}\n"
    hit = the_only(hits(text, "a.yaml", Generic.PRECISE))
    assert [hit.span.line, *(span.line for span in hit.repeats)] == [1, 3]


def test_names_are_judged_in_the_fields_of_yaml_alone() -> None:
    assert hits('# password: "hunter2"\nother: value\n', "a.yaml") == []
    assert hits('# password: "hunter2"\nx = 1\ny()\n', "a.txt")


def test_of_a_line_with_a_known_form_nothing_else_is_judged_in_its_field() -> None:
    token = expand("ghp_{{ one.secret | unpadded }}").replace("/", "x").replace("+", "y")[:40]
    assert {hit.secret_type for hit in hits(f"NAME={token}\n", ".env")} == {"GitHub Token"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_every_encoding_of_text_is_read(encoding: str) -> None:
    text = f"# \u00fc\nuse('{ONE}')\n"
    assert the_only(hits(text.encode(encoding), mode=Generic.PRECISE)).span == Span(2, 6, 2, 46)


def test_a_binary_is_none_of_its_business() -> None:
    assert hits(b"\x7fELF\xff\x00\x00" * 10 + ONE.encode(), mode=Generic.PRECISE) == []


@pytest.mark.parametrize("name", ["yarn.lock", "icon.svg", "swagger/api.py"])
def test_files_that_detect_secrets_skips_by_name(name: str) -> None:
    assert hits(f"use('{ONE}')\n", name) == []


def test_a_long_line_is_searched_around_what_was_seen() -> None:
    line = "var a=1;" * 2000 + f"use('{ONE}');" + "var b=2;" * 2000
    found, notes = looked(f"{line}\n", "a.js", mode=Generic.PRECISE)
    assert the_only(found).span == Span(1, 16006, 1, 16046)
    assert notes == []


def test_a_line_of_megabytes_is_cut_and_said() -> None:
    line = "x" * LONG + f" password = '{RANDOM}' " + "y" * LONG
    found, notes = looked(f"{line}\n", "a.js")
    assert {hit.secret_type for hit in found} == {"Secret Keyword", "Base64 High Entropy String"}
    assert [(note.path, note.incomplete) for note in notes] == [("a.js", False)]
    assert "line 1 is longer than 1048576 characters" in notes[0].reason


def test_a_document_whose_aliases_multiply_costs_nothing() -> None:
    laughs = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    found, notes = looked(f'a0: &a0 ["x"]\n{laughs}password: "{RANDOM}"\n', "a.yaml")
    assert {(hit.secret_type, hit.span.line) for hit in found} == {
        ("Secret Keyword", 11),
        ("Base64 High Entropy String", 11),
    }
    assert notes == []


def test_a_file_too_large_for_its_fields_is_read_as_text_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generic_prefilter, "LARGEST", 10)
    found, notes = looked(f'key: {RANDOM}\npassword: "{RANDOM}"\n', "a.yaml")
    assert {hit.span.line for hit in found} == {2}
    assert [note.reason for note in notes] == [
        "more than 2,000,000 characters: the file was searched for secrets other than Backpack's line by line, as plain text"
    ]
