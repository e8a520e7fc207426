"""Files as people leave them: what must be found under the right rule, and what must stay silent.

The cases are data: `tests/cases/field/<kind>.yaml`, read and judged as `python -m benchmarks.field` does, with the keys of
a fixed seed.
"""

from __future__ import annotations

import random

import pytest

from benchmarks.field import Form, Quiet, Tally, judge, own_cases

CASES = own_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.name}")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_case_of_the_field_holds(case: Form | Quiet, seed: int) -> None:
    tally = Tally()
    judge(case, random.Random(f"{seed} {case.name}"), tally)
    assert tally.failures == []


def test_every_kind_has_cases_that_must_stay_silent() -> None:
    kinds = {case.kind for case in CASES if isinstance(case, Form)}
    assert kinds == {case.kind for case in CASES if isinstance(case, Quiet) and case.kind in kinds}
