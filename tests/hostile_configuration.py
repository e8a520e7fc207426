"""A repository in which every way to make git start a program is taken; each leaves a mark."""

from __future__ import annotations

import os
from pathlib import Path

from repositories import Repository

HOSTILE = """
[core]
    repositoryformatversion = 1
    fsmonitor = {evil}
    hooksPath = {hooks}
    pager = {evil}
    editor = {evil}
    sshCommand = {evil}
    gitProxy = {evil}
    askPass = {evil}
    alternateRefsCommand = {evil}
    attributesFile = {attributes}
[extensions]
    partialClone = origin
[remote "origin"]
    url = {url}
    uploadpack = {evil}
    promisor = true
    partialclonefilter = blob:none
    vcs = evil
[url "ext::{evil} "]
    insteadOf = https://
[protocol]
    allow = always
[protocol "ext"]
    allow = always
[protocol "file"]
    allow = always
[pager]
    ls-files = {evil}
    rev-list = {evil}
    diff-tree = {evil}
    log = {evil}
    config = {evil}
    stash = {evil}
[alias]
    ls-files = !{evil}
    rev-list = !{evil}
    cat-file = !{evil}
[diff]
    external = {evil}
    orderFile = {fifo}
[diff "evil"]
    textconv = {evil}
    command = {evil}
[merge "evil"]
    driver = {evil}
[filter "evil"]
    clean = {evil}
    smudge = {evil}
    process = {evil}
    required = true
[filter "two = words.of"]
    clean = {evil}
[interactive]
    diffFilter = {evil}
[credential]
    helper = !{evil}
[uploadpack]
    packObjectsHook = {evil}
[log]
    showSignature = true
[commit]
    gpgSign = true
[tag]
    gpgSign = true
[gpg]
    program = {evil}
[gpg "ssh"]
    program = {evil}
    defaultKeyCommand = {evil}
[submodule "sub"]
    update = !{evil}
[trailer "x"]
    command = {evil}
[gc]
    recentObjectsHook = {evil}
[hook "evil = hook.of"]
    command = {evil}
{events}
[trace2]
    normalTarget = {fifo}
"""
_EVENTS = (
    *("post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"),
    *("pre-commit", "post-commit", "pre-push", "post-rewrite", "post-merge", "push-to-checkout"),
)
"""The events of git's hooks that commands which we run could raise."""


def arm(repository: Repository, folder: Path) -> Path:
    """Takes every way to start a program, in a repository with a commit.

    Args:
        repository: It gets a configuration, attributes and hooks.
        folder: Where the program is put, and the file that it leaves behind.

    Returns:
        The file that exists once the program was started.
    """
    witness, evil = folder / "witness", folder / "evil"
    evil.write_text(f"#!/bin/sh\necho $0 $* >> {witness}\n")
    evil.chmod(0o755)
    repository.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
    attributes = folder / "attributes"
    attributes.write_text("* filter=evil diff=evil merge=evil\n")
    hooks = folder / "hooks"
    hooks.mkdir()
    for event in _EVENTS:
        for location in (hooks / event, repository.path / ".git" / "hooks" / event):
            location.write_bytes(evil.read_bytes())
            location.chmod(0o755)
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    config = HOSTILE.format(
        evil=evil,
        hooks=hooks,
        attributes=attributes,
        fifo=fifo,
        url=f"ext::{evil} %S",
        events="\n".join(f"    event = {event}" for event in _EVENTS),
    )
    (repository.path / ".git" / "config").write_text(config)
    return witness
