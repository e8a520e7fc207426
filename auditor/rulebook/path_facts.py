"""Tells what a path says of a file: documentation, a live credential store, an image build, a CI configuration."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from auditor.model.location import Location
from auditor.vocabulary.vocabulary import builtin

Purpose = Literal["", "image-build", "compose", "ci"]

_PURPOSES: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    ("image-build", re.compile(r"(?:[^/]+\.)?(?:dockerfile|containerfile)(?:[.-][^/]+)?")),
    ("compose", re.compile(r"(?:docker-|podman-)?compose(?:[.-][^/]+)?\.ya?ml")),
)
"""By the file's own name, in lower case."""
_CI = re.compile(
    r"(?:^|/)(?:\.(?:github|gitea|forgejo)/(?:workflows|actions)/.+\.ya?ml"
    r"|\.gitlab-ci(?:[.-][^/]+)?\.ya?ml|\.gitlab/.+\.ya?ml|\.circleci/[^/]+\.ya?ml|\.buildkite/[^/]+\.ya?ml"
    r"|\.woodpecker/[^/]+\.ya?ml|\.(?:woodpecker|drone|travis|cirrus|appveyor)\.ya?ml"
    r"|appveyor\.ya?ml|azure-pipelines(?:[.-][^/]+)?\.ya?ml|bitbucket-pipelines\.ya?ml|cloudbuild\.ya?ml"
    r"|buildspec\.ya?ml|jenkinsfile)$"
)


class PathFacts(Struct, frozen=True):
    """What the path alone says."""

    name: str
    """The file's own name."""
    documentation: bool
    """Documentation, a test or an example, by the vocabulary."""
    live_config: bool
    """A file that holds credentials on purpose (`.env`, `credentials.json`, `*.pem`), and no template of one."""
    purpose: Purpose


def inner_path(location: Location) -> str:
    """Returns the path that says what a file is for: that of a place, with that of the member of an archive behind it."""
    if location.member is None or "." not in location.member:
        return location.path
    return f"{location.path}/{location.member.replace('!', '/')}"


@lru_cache(maxsize=1 << 16)
def path_facts(path: str) -> PathFacts:
    """Reads a path relative to the root, with `/`; upper and lower case are the same."""
    documentation, stores, templates = _patterns()
    lowered = f"/{path.lower()}"
    name = lowered.rsplit("/", 1)[-1]
    purpose: Purpose = next((purpose for purpose, pattern in _PURPOSES if pattern.fullmatch(name)), "")
    return PathFacts(
        name=path.rsplit("/", 1)[-1],
        documentation=bool(documentation.match(lowered)),
        live_config=bool(stores.match(name)) and not templates.match(name),
        purpose="ci" if _CI.search(lowered) else purpose,
    )


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    vocabulary = builtin()
    kinds = (vocabulary.documentation, vocabulary.credential_stores, vocabulary.template_stores)
    return tuple(re.compile("|".join(translate(pattern.lower()) for pattern in patterns)) for patterns in kinds)
