"""Rules, packs and evidence made by hand for the tests of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditor.classification.sample_keys import specimen
from auditor.model.case import Case, Fact, FactTable
from auditor.model.evidence import Evidence, Pairing
from auditor.model.finding import Finding
from auditor.model.location import Exposure, Location, Provenance, Span
from auditor.model.material import Context, Encoding, Kind, Material, Role
from auditor.rulebook.pack import open_pack
from auditor.rulebook.rule_library import Library
from auditor.rulebook.rulebook import RuleBook
from auditor.rulebook.value_facts import VALUE_FACTS, case_of

GOOD_RULE = """\
code: ORG001
slug: key-without-team
title: A key has no team
subject: value
severity: medium
confidence: strong
when: field.role == "api_secret"
message: "{field} in {path} has no team"
remediation: Name the team.
what: Finds keys without a team.
why: Nobody answers for them.
example: |
  A key.
use_instead: |
  A key with a team.
references: [https://example.com/teams]
examples:
  flag:
    - title: no team
      files: {.env: "BACKPACK_API_SECRET={{ a.secret }}"}
  pass:
    - title: no secret
      files: {.env: "BACKPACK_API_KEY={{ a.key }}"}
"""
GOOD_NAME = "ORG001-key-without-team.yaml"
SMALL_TABLE = FactTable(
    "value",
    facts={
        "thing.name": Fact("string", "A name."),
        "thing.size": Fact("int", "A size."),
        "thing.marks": Fact("list(string)", "Marks."),
        "thing.tags": Fact("map(string, string)", "Tags."),
        "thing.loud": Fact("bool", "Loud."),
    },
    words={"name": "A name.", "size": "A size."},
)


def rule_text(code: str = "ORG001", slug: str = "key-without-team", **changed: str) -> str:
    """The good rule with some of its one-line keys changed or added; an empty text takes the key away."""
    lines = []
    rest = {"code": code, "slug": slug, **changed}
    for line in GOOD_RULE.splitlines():
        key = line.split(":")[0]
        if key in rest and not line.startswith(" "):
            value = rest.pop(key)
            lines += [f"{key}: {value}"] if value else []
        else:
            lines.append(line)
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in rest.items())]) + "\n"


def write_pack(folder: Path, files: Mapping[str, str]) -> Path:
    """A pack of these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def book_of(folder: Path, *texts: str, table: FactTable = VALUE_FACTS) -> RuleBook:
    """A book of these rules only; each names its own file."""
    files = {}
    for text in texts:
        keys = dict(line.split(": ", 1) for line in text.splitlines() if line.startswith(("code: ", "slug: ")))
        files[f"{keys['code']}-{keys['slug']}.yaml"] = text
    return RuleBook(Library([open_pack(write_pack(folder, files))], [table]))


def case(line: int = 1, *, path: str = "a.env", name: str = "n", size: int = 1, loud: bool = False) -> Case:
    """A case over `SMALL_TABLE`."""
    return Case(
        subject="value",
        facts={
            "thing.name": name,
            "thing.size": size,
            "thing.marks": ["x"],
            "thing.tags": {"a": "b"},
            "thing.loud": loud,
        },
        words={"name": name, "size": str(size)},
        location=Location(path, Span(line, 1, line, 5)),
        exposure=Exposure.TRACKED,
        identity=f"{name}|{size}",
    )


def evidence(
    label: str = "a",
    *,
    role: Role = Role.API_SECRET,
    context: Context = Context.NAME,
    kind: Kind = Kind.ED25519,
    encoding: Encoding = Encoding.BASE64,
    name: str = "BACKPACK_API_SECRET",
    path: str = ".env",
    exposure: Exposure = Exposure.TRACKED,
    pairing: Pairing = Pairing(),  # noqa: B008 - frozen
    provenance: Provenance | None = None,
    **material: object,
) -> Evidence:
    """A secret of a specimen at line 2 of a file, as classification and pairing would tell it."""
    span = Span(2, 21, 2, 65)
    facts: dict[str, object] = {"public_key": specimen(label).public_key, "length": 32, **material}
    return Evidence(
        material=Material(
            span=span,
            name=name,
            role=role,
            context=context,
            kind=kind,
            encoding=encoding,
            **facts,  # type: ignore[arg-type]
        ),
        location=Location(path, span, provenance.commit if provenance else None),
        provenance=provenance or Provenance(path, exposure),
        pairing=pairing,
    )


def codes(book: RuleBook, *given: Evidence) -> list[str]:
    """The codes of the findings about some evidence."""
    return [finding.rule_id for finding in findings(book, *given)]


def findings(book: RuleBook, *given: Evidence) -> list[Finding]:
    """The findings about some evidence."""
    return book.judge(case_of(one) for one in given)
