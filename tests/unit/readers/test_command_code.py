# ruff: noqa: S608
"""Code in commands of a shell is read as code of its language, each value at its own place."""

from __future__ import annotations

import json
import time

import pytest

from auditor.classification.sample_keys import expand
from auditor.model.field import Field
from auditor.readers.command_code import command_code
from auditor.readers.document import Document
from auditor.readers.read_document import read

KEY, SECRET = expand("{{ a.key }}"), expand("{{ a.secret }}")
CALL = f'BackpackClient("{KEY}", "{SECRET}")'
SINGLE = CALL.replace('"', "'")
ESCAPED = CALL.replace('"', '\\"')
SETTINGS = f"API_KEY={KEY}\nAPI_SECRET={SECRET}\n"

CALLED = {
    "plain.sh": f"python3 -c '{CALL}'\n",
    "options.sh": f'python -u -W ignore -Bc "c = {ESCAPED}; c.run()"\n',
    "continued.sh": f"docker run -it --rm img \\\n  python3.11 -c '{CALL}'\n",
    "quote.sh": f"python -c 'print('\\''it is'\\''); {CALL}'\n",
    "dollar.sh": f"python -c $'import os\\nc = {CALL}'\n",
    "lines.sh": f"python -c '\nimport os\nc = {CALL}\n'\n",
    "node.sh": f'node --no-warnings -e "new {ESCAPED}"\n',
    "eval.sh": f"node --eval='new {CALL}'\n",
    "within.sh": f'bash -lc "python -c \'{ESCAPED}\'"\n',
    "here.sh": f"python - <<EOF\nc = {CALL}\nEOF\n",
    "piped.sh": f"cat <<'PY' | python3 -\nc = {CALL}\nPY\n",
    "tabs.sh": f"cat > bot.py <<-EOF\n\tc = {CALL}\n\tEOF\n",
    "tee.sh": f"sudo tee -a /srv/bot.js <<EOF\nconst c = new {CALL};\nEOF\n",
    "Dockerfile": f"FROM x\nRUN python -c '{CALL}' \\\n && ls\n",
    "exec/Dockerfile": f'FROM x\nCMD ["python", "-c", "{ESCAPED}"]\n',
    "here/Dockerfile": f"FROM x\nRUN python3 <<EOF\nc = {CALL}\nEOF\n",
    "script/Dockerfile": f"FROM x\nRUN <<EOF\n#!/usr/bin/env python3\nc = {CALL}\nEOF\n",
    "copy/Dockerfile": f"FROM x\nCOPY <<EOF /app/bot.py\nc = {CALL}\nEOF\n",
    ".github/workflows/a.yml": f"jobs:\n  a:\n    steps:\n      - run: |\n          ls\n          python -c '{CALL}'\n",
    "here/.github/workflows/a.yml": f"jobs:\n  a:\n    steps:\n      - run: |\n          python - <<X\n          c = {CALL}\n          X\n",
    ".gitlab-ci.yml": f"a:\n  script:\n    - ls\n    - python -c '{CALL}'\n",
    "Makefile": f"a:\n\tpython -c '{CALL}'\n",
    "package.json": json.dumps({"scripts": {"start": f'node -e "new {SINGLE}"'}}),
    "system.py": f'os.system("python -c \'{ESCAPED}\'")\n',
    "a.md": f"Hi\n\n```bash\npython -c '{CALL}'\n```\n",
}  # fmt: skip
NAMED = {
    "psql.sh": f"psql -h db -c \"INSERT INTO k (v, api_key, api_secret) VALUES ('backpack', '{KEY}', '{SECRET}')\"\n",
    "here.sh": f"psql -U x <<SQL\nINSERT INTO k (api_key, api_secret) VALUES ('{KEY}', '{SECRET}');\nSQL\n",
    "bash.sh": f'bash -c "export API_KEY={KEY} API_SECRET={SECRET}; ./bot"\n',
    "env.sh": f"cat > .env <<EOF\n{SETTINGS}EOF\n",
    "json.sh": f'curl -d @- x <<EOF\n{{"api_key": "{KEY}", "api_secret": "{SECRET}"}}\nEOF\n',
    "kubectl.sh": f"kubectl apply -f - <<EOF\nstringData:\n  api_key: {KEY}\n  api_secret: {SECRET}\nEOF\n",
    "plain.sh": f"cat <<EOF\n{SETTINGS}EOF\n",
    "Dockerfile": f"FROM x\nCOPY <<EOF /app/.env\n{SETTINGS}EOF\n",
    ".gitlab-ci.yml": f"a:\n  script:\n    - export API_KEY={KEY} API_SECRET={SECRET}\n",
}


def values(name: str, text: str) -> dict[str, list[Field]]:
    """The fields whose value is one of the pair, each checked to be where it says."""
    document = Document(text, name)
    found: dict[str, list[Field]] = {KEY: [], SECRET: []}
    for field in read(document)[0]:
        value = field.value.reveal()
        if value in found:
            span = field.span
            start, end = document.offset(span.line, span.column), document.offset(span.end_line, span.end_column)
            assert text[start:end] == value
            found[value].append(field)
    return found


@pytest.mark.parametrize("name", CALLED)
def test_code_in_a_command_is_read_as_code(name: str) -> None:
    found = values(name, CALLED[name])
    assert [[(field.callee, field.position) for field in found[value]] for value in (KEY, SECRET)] == [
        [("BackpackClient", 0)],
        [("BackpackClient", 1)],
    ]
    assert found[KEY][0].group == found[SECRET][0].group != ""


@pytest.mark.parametrize("name", NAMED)
def test_settings_in_a_command_keep_their_names_and_are_found_once(name: str) -> None:
    found = values(name, NAMED[name])
    assert [[field.name.lower() for field in found[value]] for value in (KEY, SECRET)] == [["api_key"], ["api_secret"]]
    assert found[KEY][0].group == found[SECRET][0].group != ""


@pytest.mark.parametrize(
    "text",
    [
        f"python script.py -c '{CALL}'\n".replace("python", "pythonic"),
        f"python -c {CALL}\n",
        f"python -c '{CALL}\n",
        f"grep -e '{CALL}' bot.py\n",
        f"curl -e '{CALL}' https://example.com\n",
        f"python <<EOF\nc = {CALL}\n",
        f"python <<< '{CALL}'\n",
        f"cat <<EOF\nc = {CALL}\nEOF\n",
        "python <<EOF\nEOF\n",
        "x = 1 << 3\n",
    ],
    ids=[
        "another program",
        "no quotes",
        "open",
        "grep",
        "curl",
        "no end",
        "a string",
        "no program",
        "empty",
        "a shift",
    ],
)
def test_what_is_no_code_in_a_command_is_left_alone(text: str) -> None:
    assert list(command_code(text)) == []


@pytest.mark.parametrize(
    "unit",
    [
        "python -c '", 'python -c "', "python -c $'", "python ", "python -c ", 'python "', "python -u ", "python 'a' ",
        '["python","-c","', "python <<A\n", "python <<A\nA\n", "A\n", "<<", "<<'A", "cat > a <<A\n", " -c",
    ],
)  # fmt: skip
def test_repeated_marks_take_time_in_proportion(unit: str) -> None:
    started = time.process_time()
    for _ in command_code(unit * (200_000 // len(unit))):
        pass
    assert time.process_time() - started < 2
