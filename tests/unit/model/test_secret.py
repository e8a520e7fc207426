from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback

import pytest

from auditor.model.field import Field
from auditor.model.location import Span
from auditor.model.secret import Secret

TEXT = "a value that must not be seen"


@pytest.mark.parametrize(
    "show",
    [
        str,
        format,
        hash,
        copy.copy,
        copy.deepcopy,
        pickle.dumps,
        json.dumps,
        lambda secret: f"{secret}",
        lambda secret: f"{secret:>10}",
        lambda secret: secret == Secret(TEXT),
        lambda secret: secret != TEXT,
        lambda secret: {secret},
        vars,
        lambda secret: "%s" % secret,  # noqa: UP031 - the old way is one too
    ],
)
def test_a_secret_has_no_other_form(show: object) -> None:
    with pytest.raises(TypeError) as caught:
        show(Secret(TEXT))  # type: ignore[operator]
    assert TEXT not in "".join(traceback.format_exception(caught.value))


def test_its_repr_is_a_constant() -> None:
    assert repr(Secret(TEXT)) == repr(Secret("x")) == "<Secret>"
    assert TEXT not in repr(Field(value=Secret(TEXT), span=Span(1, 1, 1, 2)))


def test_a_log_line_does_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("x").warning("found %r", Secret(TEXT))
    assert TEXT not in caplog.text


def test_it_is_revealed_on_purpose_only() -> None:
    assert Secret(TEXT).reveal() == TEXT
