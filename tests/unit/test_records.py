"""What holds for records, be they Structs or, where they hold plaintext, dataclasses."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from auditor.archives.limits import Budget, Limits
from auditor.archives.member import Member, Opening
from auditor.classification.sample_keys import specimen
from auditor.cli.init_files.edit import Edit, Step
from auditor.fix.plan import Progress
from auditor.fix.problem import Unfixed
from auditor.inventory.whitelist_entry import parse_address
from auditor.model.batch_result import BatchResult, BlobResult, GenericHit
from auditor.model.evidence import Pairing
from auditor.model.field import Field
from auditor.model.finding import Severity
from auditor.model.location import Location, Span
from auditor.model.report import Skipped
from auditor.model.request import AuditRequest, Scope
from auditor.model.secret import PlainBytes, Secret
from auditor.suppression.comments_on_line import read_line
from auditor.vocabulary.vocabulary import builtin

PLAINTEXT = "hunter2hunter2hunter2"
SPAN = Span(1, 2, 3, 4)
HIT = GenericHit(span=SPAN, secret_type="Secret Keyword", detector="KeywordDetector", precise=False, digest=b"d")


@pytest.mark.parametrize(
    "record",
    [
        SPAN,
        Location("a", SPAN, member="b"),
        HIT,
        BatchResult(examined=(BlobResult(key="1", name="a", generic=(HIT,)),), skipped=(Skipped("b", "c"),), blobs=2),
        Pairing(is_secret=True, partner=Location("a", SPAN)),
        AuditRequest(paths=(Path("a"),), scope=Scope.HISTORY, severities=(("BPK101", Severity.LOW),)),
        builtin(),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_record_reaches_another_process_as_it_is(record: object) -> None:
    assert pickle.loads(pickle.dumps(record)) == record


@pytest.mark.parametrize("record", [SPAN, Pairing(), HIT, AuditRequest()], ids=lambda record: type(record).__name__)
def test_a_record_does_not_change(record: object) -> None:
    with pytest.raises(AttributeError):
        setattr(record, next(iter(type(record).__annotations__)), None)


def test_spans_are_in_the_order_of_the_text() -> None:
    assert min(Span(2, 1, 2, 2), Span(1, 9, 2, 1), Span(1, 2, 1, 9)) == Span(1, 2, 1, 9)


def test_a_default_that_can_be_changed_is_not_shared() -> None:
    one, other = Progress(), Progress()
    one.remarks.append(Unfixed(Location("a", SPAN), "BPK101", "leaked-key-pair", "why"))
    assert other.remarks == []


@pytest.mark.parametrize(
    "record",
    [
        Member("a", PlainBytes(PLAINTEXT.encode()), surroundings=PlainBytes(PLAINTEXT.encode())),
        Opening(PlainBytes(PLAINTEXT.encode()), "a", Budget(Limits(), 1), lambda _: True),
        read_line(f"KEY={PLAINTEXT} # {PLAINTEXT}"),
        parse_address(PLAINTEXT),
        Edit(PLAINTEXT, "done"),
        Step(Path("a"), "a", PLAINTEXT.encode(), PLAINTEXT.encode(), "done"),
        Field(value=Secret(PLAINTEXT), span=SPAN),
        specimen("nobody"),
    ],
    ids=lambda record: type(record).__name__,
)
def test_no_repr_shows_what_may_be_plaintext(record: object) -> None:
    shown = repr(record)
    assert type(record).__name__ in shown
    assert PLAINTEXT not in shown
    assert repr(specimen("nobody").seed) not in shown


def test_a_field_carries_its_secret_nowhere() -> None:
    field = Field(value=Secret(PLAINTEXT), span=SPAN)
    for carry in (pickle.dumps, copy.deepcopy, hash):
        with pytest.raises(TypeError, match="cannot be shown"):
            carry(field)
    with pytest.raises(TypeError, match="cannot be shown"):
        assert field == Field(value=Secret(PLAINTEXT), span=SPAN)
