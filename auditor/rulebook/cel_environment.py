"""Declares the facts and functions of a subject to CEL, the language of conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.errors import DependencyError
from auditor.model.case import FactTable, FactType

if TYPE_CHECKING:
    from cel_expr_python import cel

DATA = "data."
"""What is before the names of a rule's own lists."""


def environment_of(table: FactTable, data: Sequence[str]) -> cel.Env:
    """Returns the environment of conditions about a subject.

    Args:
        table: Its facts and functions.
        data: The names of the lists of a rule, each a fact too.

    Raises:
        DependencyError: CEL is not installed.
    """
    try:
        from cel_expr_python import cel  # 20 ms, only where something is to be judged
    except ImportError:
        raise DependencyError(
            "rules cannot be judged: there is no cel-expr-python for this platform. It has no musl wheel, so "
            "Alpine images need glibc: use a Debian-based image such as python:3.13-slim"
        ) from None
    types: dict[FactType, cel.Type] = {
        "string": cel.Type.STRING,
        "int": cel.Type.INT,
        "bool": cel.Type.BOOL,
        "double": cel.Type.DOUBLE,
        "list(string)": cel.Type.List(cel.Type.STRING),
        "map(string, string)": cel.Type.Map(cel.Type.STRING, cel.Type.STRING),
    }
    variables = {name: types[fact.type] for name, fact in table.facts.items()}
    variables |= {DATA + name: types["list(string)"] for name in data}
    functions = [
        cel.FunctionDecl(
            name,
            [
                cel.Overload(
                    id=f"{name}_overload",
                    return_type=types[function.result],
                    parameters=[types[parameter] for parameter in function.parameters],
                    is_member=False,
                    impl=function.call,
                )
            ],
        )
        for name, function in table.functions.items()
    ]
    return cel.NewEnv(variables=variables, functions=functions)
