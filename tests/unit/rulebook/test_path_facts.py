"""What a path alone says of a file."""

from __future__ import annotations

import pytest

from auditor.rulebook.path_facts import path_facts


@pytest.mark.parametrize(
    "path",
    ["README.md", "docs/setup.txt", "a/tests/x.env", "test_bot.py", "src/bot.test.ts", ".env.example", "Docs/a.txt"],
)
def test_documentation(path: str) -> None:
    assert path_facts(path).documentation


@pytest.mark.parametrize("path", [".env", "bot.py", "latest/config.yaml", "contest/.env", "attestation.json"])
def test_no_documentation(path: str) -> None:
    assert not path_facts(path).documentation


@pytest.mark.parametrize(
    "path",
    [".env", "a/.env.production", "config/live.env", "credentials.json", "key.PEM", "inputs/accounts.txt", "id.json"],
)
def test_live_configuration(path: str) -> None:
    assert path_facts(path).live_config


@pytest.mark.parametrize("path", [".env.example", "env_example.txt", "bot.py", "config.sample.yaml", "README.md"])
def test_no_live_configuration(path: str) -> None:
    assert not path_facts(path).live_config


@pytest.mark.parametrize(
    ("path", "purpose"),
    [
        ("Dockerfile", "image-build"),
        ("deploy/Dockerfile.prod", "image-build"),
        ("bot.dockerfile", "image-build"),
        ("Containerfile", "image-build"),
        ("docker-compose.yml", "compose"),
        ("compose.override.yaml", "compose"),
        (".github/workflows/ci.yml", "ci"),
        ("sub/.github/workflows/nested/ci.yaml", "ci"),
        (".gitlab-ci.yml", "ci"),
        (".circleci/config.yml", "ci"),
        ("azure-pipelines.yml", "ci"),
        ("Jenkinsfile", "ci"),
        (".github/dependabot.yml", ""),
        ("github/workflows/ci.yml", ""),
        ("Dockerfile/notes.txt", ""),
        ("mydockerfile", ""),
        ("decompose.yml", ""),
        ("bot.py", ""),
    ],
)
def test_purpose(path: str, purpose: str) -> None:
    assert path_facts(path).purpose == purpose
