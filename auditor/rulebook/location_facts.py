"""Tells what conditions may ask and messages may say of the place of a value, whoever found it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from auditor.model.location import ON_THIS_MACHINE, Exposure, Provenance
from auditor.rulebook import rule_wording
from auditor.rulebook.fact_dsl import FactSet, FactSource, Placeholder
from auditor.rulebook.path_facts import path_facts

M = TypeVar("M")


def place_facts(
    provenance: Callable[[M], Provenance], path: Callable[[M], str], inner_path: Callable[[M], str]
) -> FactSet[M]:
    """Returns the facts and words about where a value is.

    Args:
        provenance: Returns where the content comes from.
        path: Returns the path as reports call it.
        inner_path: Returns the path of the file itself, inside an archive where it is in one.
    """
    facts: dict[str, FactSource[M]] = {
        "place.exposure": FactSource(
            "string",
            "How the file could reach other people: tracked, staged, history, untracked, ignored or unversioned.",
            lambda m: provenance(m).exposure.value,
        ),
        "place.exposed": FactSource(
            "bool", "Every exposure but ignored.", lambda m: provenance(m).exposure is not Exposure.IGNORED
        ),
        "place.reach": FactSource(
            "string",
            "How far this place got: owner (a stored file that only its owner can read), machine, staged, local (a "
            "commit that no remote has), unknown (a folder without git) or published.",
            lambda m: provenance(m).reach.value,
        ),
        "place.beyond_machine": FactSource(
            "bool",
            "The value is in the index, a commit or an archive, or may be: the reach is neither owner nor machine.",
            lambda m: provenance(m).reach not in ON_THIS_MACHINE,
        ),
        "place.path": FactSource("string", "The path from the root, with `/`.", path),
        "place.name": FactSource("string", "The file's own name.", lambda m: path_facts(inner_path(m)).name),
        "place.documentation": FactSource(
            "bool",
            "Documentation, a test or an example, by its path.",
            lambda m: path_facts(inner_path(m)).documentation,
        ),
        "place.live_config": FactSource(
            "bool",
            "A file that holds credentials on purpose, by its name, and is not a template of one.",
            lambda m: path_facts(inner_path(m)).live_config,
        ),
        "place.purpose": FactSource(
            "string",
            "What the file is for: image-build (a Dockerfile), compose, ci, or empty.",
            lambda m: path_facts(inner_path(m)).purpose,
        ),
        "place.in_tree": FactSource("bool", "The value still is in the tree today.", lambda m: provenance(m).in_tree),
    }
    return FactSet(facts, _words(provenance, path))


def _words(provenance: Callable[[M], Provenance], path: Callable[[M], str]) -> dict[str, Placeholder[M]]:
    return {
        "path": Placeholder("The path of the file.", path),
        "argument": Placeholder(
            "The path as one word of a shell command.", lambda m: rule_wording.shell_argument(path(m))
        ),
        "where": Placeholder(
            "How the file is exposed, as the end of a sentence.", lambda m: rule_wording.whereabouts(provenance(m))
        ),
        "cleaning": Placeholder(
            "How to take the value out of there, as a sentence.", lambda m: rule_wording.cleaning(provenance(m))
        ),
    }
