"""Which project a file belongs to, and how near the file that calls the exchange is."""

from __future__ import annotations

import pytest

from auditor.classification import ed25519
from auditor.classification.sample_keys import specimen
from auditor.model.location import Span
from auditor.model.material import Caller, Context, ContextReason, Kind, Material, Role
from auditor.sources.manifests import manifest_folder
from auditor.sources.projects import projects_of
from auditor.vocabulary.vocabulary import builtin

SEED = specimen("a").seed
HOST = "api.backpack.exchange"


def material(role: Role = Role.API_SECRET, **facts: str) -> Material:
    token = ed25519.token(SEED)
    return Material(span=Span(1, 1, 1, 45), role=role, kind=Kind.ED25519, token=token, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "folder"),
    [("package.json", ""), ("a/b/Cargo.toml", "a/b"), ("a/Dockerfile", "a"), ("a/package.json.bak", None), ("a", None)],
)
def test_which_files_make_a_folder_a_project(path: str, folder: str | None) -> None:
    assert manifest_folder(path) == folder


@pytest.mark.parametrize(
    ("path", "caller", "reason"),
    [
        ("config.py", "client.py", ContextReason.PROJECT),
        ("config.py", "src/deep/client.py", ContextReason.PROJECT),
        ("bot/config.py", "bot/src/client.py", ContextReason.PROJECT),
        ("bot/config.py", "client.py", ContextReason.RELATED),
        ("config.py", "bot/client.py", ContextReason.RELATED),
        ("config.py", "README.md", ContextReason.RELATED),
        ("bot/.env", "web/client.py", ContextReason.SCOPE),
    ],
)
def test_how_near_the_caller_is(path: str, caller: str, reason: ContextReason) -> None:
    found = projects_of(builtin(), [Caller(caller, HOST)], {"bot", "web"}).in_context(material(), path)
    assert (found.context, found.context_reason, found.caller) == (Context.SCOPE, reason, Caller(caller, HOST))


def test_of_several_callers_the_nearest_is_named_whatever_their_order() -> None:
    callers = [Caller("z.py", HOST), Caller("bot/other/b.py", HOST), Caller("bot/a.py", HOST), Caller("bot/b.py", HOST)]
    for order in (callers, callers[::-1]):
        assert projects_of(builtin(), order, ()).in_context(material(), "bot/x.py").caller == Caller("bot/a.py", HOST)


@pytest.mark.parametrize(
    ("found", "path"),
    [
        (material(), "web/config.py"),
        (material(), "bot/tests/test_a.py"),
        (material(Role.OTHER), "bot/config.py"),
        (material(other_exchange="OKX"), "bot/config.py"),
    ],
)
def test_what_no_other_file_gives_context_to(found: Material, path: str) -> None:
    projects = projects_of(builtin(), [Caller("bot/client.py", HOST)], {"bot", "web"})
    assert projects.in_context(found, path) == found


@pytest.mark.parametrize(
    ("role", "path", "context"),
    [
        (Role.NONE, "config.py", Context.MENTION),
        (Role.NONE, ".env", Context.MENTION),
        (Role.API_KEY, "config.py", Context.MENTION),
        (Role.API_KEY, ".env", Context.SCOPE),
    ],
)
def test_a_value_that_is_no_secret_by_its_name_needs_its_counterpart(role: Role, path: str, context: Context) -> None:
    found = projects_of(builtin(), [Caller("client.py", HOST)], ()).in_context(material(role), path)
    assert (found.context, found.role) == (context, role)


def test_without_a_caller_nothing_changes() -> None:
    assert projects_of(builtin(), [], {"bot"}).in_context(material(), "bot/.env") == material()
