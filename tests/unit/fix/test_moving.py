from __future__ import annotations

import ast
from pathlib import Path

import pytest
from fixing_cases import Outcome, mend, plan, put
from repositories import Repository

from auditor.audits.fix import write
from auditor.classification.sample_keys import expand

ENV = 'os.environ["BACKPACK_API_SECRET"]'


def moved(folder: Path, name: str, text: str) -> Outcome:
    return mend(folder, name, text, move=True)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("bot.py", 'backpack_secret = "{{ a.secret }}"  # c\n', f"import os\n\nbackpack_secret = {ENV}  # c\n"),
        (
            "bot.py",
            '"""Doc."""\nfrom __future__ import annotations\n# c\nimport sys\nbackpack_secret = "{{ a.secret }}"\n',
            f'"""Doc."""\nfrom __future__ import annotations\n# c\nimport os\nimport sys\nbackpack_secret = {ENV}\n',
        ),
        (
            "bot.py",
            'import os, sys\ndef f():\r\n    "é"; b = backpack_secret = ("{{ a.secret | first }}"\r\n        "{{ a.secret | second }}")\r\n',
            f'import os, sys\ndef f():\r\n    "é"; b = backpack_secret = ({ENV})\r\n',
        ),
        (
            "bot.py",
            '@wrap\nclass Backpack:\n    secret = r"{{ a.secret }}"\n',
            f"import os\n\n@wrap\nclass Backpack:\n    secret = {ENV}\n",
        ),
        (
            "bot.py",
            'import os\ns = os.getenv("BACKPACK_SEED", "{{ a.secret }}")\n',
            'import os\ns = os.environ["BACKPACK_SEED"]\n',
        ),
        (
            "bot.py",
            'c = BackpackClient(api_key="{{ a.key }}", api_secret="{{ a.secret }}", x=1)\n',
            f'import os\n\nc = BackpackClient(api_key="{{{{ a.key }}}}", api_secret={ENV}, x=1)\n',
        ),
        (
            "bot.ts",
            "const backpackSecret = '{{ a.secret }}' as string;\n",
            "const backpackSecret = process.env.BACKPACK_API_SECRET as string;\n",
        ),
        (
            "bot.js",
            "const o = {backpackSecret: `{{ a.secret }}`};\n",
            "const o = {backpackSecret: process.env.BACKPACK_API_SECRET};\n",
        ),
        (
            "bot.mjs",
            'const backpackSecret = process.env.BPX_SECRET ?? "{{ a.secret }}";\n',
            "const backpackSecret = process.env.BPX_SECRET;\n",
        ),
        (
            "docker-compose.yml",
            "services:\n  bot:\n    environment:\n      BPX_SECRET: '{{ a.secret }}' # c\n",
            "services:\n  bot:\n    environment:\n      BPX_SECRET: '${BPX_SECRET}' # c\n",
        ),
        (
            "compose.yaml",
            "services:\n  bot:\n    environment:\n      - BACKPACK_API_SECRET={{ a.secret }}\n",
            "services:\n  bot:\n    environment:\n      - BACKPACK_API_SECRET=${BACKPACK_API_SECRET}\n",
        ),
    ],
)
def test_a_literal_gives_way_to_a_reference(tmp_path: Path, name: str, before: str, after: str) -> None:
    outcome = moved(tmp_path, name, before)
    assert outcome.text == expand(after)
    variable = next(each for each in ("BACKPACK_SEED", "BPX_SECRET", "BACKPACK_API_SECRET") if each in after)
    env = tmp_path / ".env"
    assert env.read_text() == expand(f"{variable}={{{{ a.secret }}}}\n")
    assert env.stat().st_mode & 0o777 == 0o600
    if name.endswith(".py"):
        ast.parse(outcome.text)
    again = plan(tmp_path / name, move=True)
    assert again.plan.changes == ()
    assert not again.matters


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (
            "bot.go",
            'package main\nvar backpackSecret = "{{ a.secret }}"\n',
            "no reference to the environment is known for .go",
        ),
        ("config.yaml", "backpack:\n  secret: {{ a.secret }}\n", "known for .yaml"),
        ("bot.py", 'backpack_secret = "{{ a.secret }}" if True else\n', "not Python that can be parsed"),
        ("bot.py", 'backpack_secret = b"{{ a.secret }}"\n', "not plain text"),
        ("bot.py", 'backpack_secret = f"{{ a.secret }}"\n', "cannot be replaced by an expression"),
        ("bot.py", 'from config import os\nbackpack_secret = "{{ a.secret }}"\n', "`os` means something else"),
        ("bot.py", 'backpack_secret = bytes.fromhex("{{ a.secret | hex }}")\n', "has to be settled first"),
        ("public/bot.js", 'const backpackSecret = "{{ a.secret }}";\n', "browsers"),
        ("bot.tsx", 'const x = <Bot backpackSecret="{{ a.secret }}" />;\n', "attribute"),
        ("bot.js", 'const backpackSecret = "{{ a.secret | first }}" + "{{ a.secret | second }}";\n', "put together"),
        (
            "compose.yaml",
            "services:\n  bot:\n    build:\n      args:\n        BACKPACK_API_SECRET: {{ a.secret }}\n",
            "still ends up in the image",
        ),
        (".github/workflows/ci.yml", "env:\n  BACKPACK_API_SECRET: {{ a.secret }}\n", "${{ secrets.NAME }}"),
    ],
)
def test_where_no_reference_can_stand_it_is_said(tmp_path: Path, name: str, text: str, why: str) -> None:
    put(tmp_path, name, text)
    found = plan(tmp_path, move=True)
    write(found.plan)
    assert (tmp_path / name).read_text() == expand(text)
    assert any(why in remark.why for remark in found.plan.remarks), found.plan.remarks
    assert not (tmp_path / ".env").exists()


def test_without_being_asked_nothing_is_moved(tmp_path: Path) -> None:
    text = 'backpack_secret = "{{ a.secret }}"\n'
    outcome = mend(tmp_path, "bot.py", text)
    assert outcome.text == expand(text)
    assert not outcome.planned.matters


def test_a_secret_that_env_has_already_keeps_its_name_there(tmp_path: Path) -> None:
    put(tmp_path, ".env", "BPX_BOT_SECRET_KEY={{ a.secret }}\n")
    assert "BPX_BOT_SECRET_KEY" in moved(tmp_path, "bot.py", 'backpack_secret = "{{ a.secret }}"\n').text
    assert (tmp_path / ".env").read_text() == expand("BPX_BOT_SECRET_KEY={{ a.secret }}\n")


def test_another_secret_under_the_name_stays(tmp_path: Path) -> None:
    put(tmp_path, ".env", "# c\nBACKPACK_API_SECRET={{ other.secret }}")
    text = moved(tmp_path, "bot.py", 'backpack_secret = "{{ a.secret }}"\nother = bpx_secret = "{{ a.secret }}"\n').text
    assert text.count("BACKPACK_API_SECRET_2") == 2
    env = (tmp_path / ".env").read_text()
    assert env == expand("# c\nBACKPACK_API_SECRET={{ other.secret }}\nBACKPACK_API_SECRET_2={{ a.secret }}\n")


@pytest.mark.parametrize("value", ["", "your_api_secret"])
def test_an_empty_field_is_filled_where_it_is(tmp_path: Path, value: str) -> None:
    put(tmp_path, ".env", f"A=1\r\nBACKPACK_API_SECRET={value}\r\nB=2\r\n")
    moved(tmp_path, "bot.py", 'backpack_secret = "{{ a.secret }}"\n')
    assert (tmp_path / ".env").read_bytes() == expand("A=1\r\nBACKPACK_API_SECRET={{ a.secret }}\r\nB=2\r\n").encode()


def test_env_is_kept_out_of_git_and_is_at_the_top(repository: Repository) -> None:
    repository.write(".gitignore", "node_modules")
    repository.write("src/bot/main.py", expand('backpack_secret = "{{ a.secret }}"\n'))
    repository.commit()
    found = plan(repository.path, move=True)
    assert [change.path for change in found.plan.changes] == [".gitignore", ".env", "src/bot/main.py"]
    write(found.plan)
    assert (repository.path / ".gitignore").read_text() == "node_modules\n/.env\n"
    assert repository.git("status", "--short") == " M .gitignore\n M src/bot/main.py"
    assert plan(repository.path, move=True).plan.changes == ()


def test_an_env_that_git_tracks_takes_no_secret(repository: Repository) -> None:
    repository.write(".env", "LOG=debug\n")
    repository.write("main.py", expand('backpack_secret = "{{ a.secret }}"\n'))
    repository.commit()
    found = plan(repository.path, move=True)
    assert found.plan.changes == ()
    assert any("git tracks .env" in remark.why for remark in found.plan.remarks)


def test_a_link_in_the_place_of_env_takes_no_secret(tmp_path: Path) -> None:
    elsewhere = put(tmp_path, "elsewhere/profile", "LOG=debug\n")
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / ".env").symlink_to(elsewhere)
    path = put(tmp_path, "bot/main.py", 'backpack_secret = "{{ a.secret }}"\n')
    found = plan(path, move=True)
    assert found.plan.changes == ()
    assert "is a link" in found.plan.remarks[0].why


def test_a_swapped_pair_is_exchanged_before_its_secret_is_moved(tmp_path: Path) -> None:
    before = 'from bpx.account import Account\nAccount("{{ a.secret }}", "{{ a.key }}")\n'
    after = f'import os\nfrom bpx.account import Account\nAccount("{{{{ a.key }}}}", {ENV})\n'
    assert moved(tmp_path, "bot.py", before).text == expand(after)
    assert (tmp_path / ".env").read_text() == expand("BACKPACK_API_SECRET={{ a.secret }}\n")
