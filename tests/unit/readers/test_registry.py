"""Which reader reads what: by name, else by content; and that finding it costs nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from auditor.readers.document import Document
from auditor.readers.reader_registry import reader_of, readers


def reader(name: str, text: str = "") -> str:
    found = reader_of(Document(text, name))
    return found.__name__.rpartition(".")[2] if found else "plain"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        ("a/b/.env", "dotenv"),
        (".ENV.production", "dotenv"),
        ("env_example", "dotenv"),
        ("env_example.txt", "dotenv"),
        ("bot.env.bak", "dotenv"),
        ("env_var.py", "source"),
        ("src/env.d.ts", "source"),
        ("environment.yml", "yaml"),
        ("config.json", "json"),
        ("config.json.example", "json"),
        ("x.postman_collection.json", "json"),
        ("trace.har", "json"),
        ("a\\b\\docker-compose.override.yml", "yaml"),
        (".github/workflows/ci.yaml", "yaml"),
        ("pyproject.toml", "toml"),
        ("keys.ini", "ini"),
        ("bot.service", "ini"),
        ("app.properties", "ini"),
        ("deploy.sh", "shell"),
        (".zsh_history", "shell"),
        ("docker/Dockerfile.prod", "shell"),
        ("run.PS1", "shell"),
        ("data.csv", "csv"),
        ("Info.plist", "xml"),
        ("web.config", "xml"),
        ("index.html", "html"),
        ("api.http", "http"),
        ("dump.sql", "sql"),
        ("README.md", "markdown"),
        ("bot.py", "source"),
        ("client.test.tsx", "source"),
        ("main.tf", "source"),
        ("prod.tfvars", "source"),
        ("accounts.txt", "plain"),
        ("Backpack_key", "plain"),
        ("bot.log", "plain"),
        ("", "plain"),
    ],
)
def test_a_name_chooses_the_reader(name: str, format_name: str) -> None:
    assert reader(name) == format_name


@pytest.mark.parametrize(
    ("text", "format_name"),
    [
        ('{"a": 1}', "json"),
        ('[{"a": 1}]\n', "json"),
        ("export A=1\n# comment\nB='2'\n", "dotenv"),
        ('<?xml version="1.0"?><a/>', "xml"),
        ("<!doctype html><p>", "html"),
        ("#!/usr/bin/env python3\n", "source"),
        ("#!/bin/sh\n", "shell"),
        ("---\na: 1\n", "yaml"),
        ("A=1\n", "plain"),
        ("A=1\nprose follows here\n", "plain"),
        ("{not json", "plain"),
    ],
)
def test_without_a_telling_name_the_content_chooses(text: str, format_name: str) -> None:
    assert reader("mystery", text) == format_name


def test_every_reader_has_names_and_says_what_it_reads() -> None:
    for each in readers():
        assert tuple(name.lower() for name in each.NAMES) == each.NAMES
        assert each.__doc__


def test_finding_the_readers_imports_none_of_their_libraries() -> None:
    code = (
        "import sys\nfrom auditor.readers.reader_registry import readers\nreaders()\n"
        "print([name for name in ('yaml', 'tree_sitter', 'dotenv', 'markdown_it', 'xml', 'html.parser') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
