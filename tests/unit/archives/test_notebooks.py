from __future__ import annotations

import json

import pytest
from packing import held, materials_of, notebook_of, places_of

from auditor.classification.sample_keys import specimen
from auditor.model.material import Context, Role

SECRET = "BACKPACK_API_SECRET = '{{ a.secret }}'\n"


def code(*lines: str, outputs: object = (), **rest: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": list(lines), "outputs": outputs, **rest}


def test_sources_and_outputs_are_members_with_places_of_their_own() -> None:
    book = notebook_of(
        {"cell_type": "markdown", "metadata": {}, "source": "# Backpack bot"},
        code("import os\n", f"    # here\n{SECRET}".replace("    ", ""), outputs=[
            {"output_type": "stream", "text": ["connected\n", "api key: {{ a.key }}\n"]},
            {"output_type": "error", "evalue": "no", "traceback": ["\u001b[31mapi_key={{ b.key }}\u001b[0m"]},
        ]),
    )  # fmt: skip
    assert places_of(book, "bot.ipynb") == {
        ("cell 2", "BACKPACK_API_SECRET", 3, 24),
        ("cell 2 output 1", "api key", 2, 10),
        ("cell 2 output 2", "api_key", 1, 9),
    }


def test_version_3_is_read_the_same() -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Backpack"]},
        {
            "cell_type": "code",
            "language": "python",
            "input": ["\n", SECRET],
            "outputs": [{"output_type": "pyout", "text": ["'api_key: {{ a.key }}'"]}],
        },
    ]
    book = notebook_of(worksheets=[{"cells": cells}], nbformat=3)
    data = json.loads(book)
    del data["cells"]
    assert places_of(json.dumps(data).encode(), "old.ipynb") == {
        ("cell 2", "BACKPACK_API_SECRET", 2, 24),
        ("cell 2 output 1", "api_key", 1, 11),
    }


def test_cells_give_context_to_each_other() -> None:
    book = notebook_of(
        {"cell_type": "markdown", "metadata": {}, "source": "Trades on api.backpack.exchange"},
        code("client = Client(\n", "    api_key='{{ a.key }}',\n", "    api_secret='{{ a.secret }}')\n"),
    )
    found = materials_of(book, "bot.ipynb")
    assert {(material.role, material.context) for material in found} >= {
        (Role.API_KEY, Context.FILE),
        (Role.API_SECRET, Context.FILE),
    }


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ({"file_extension": ".jl"}, "cell 1.jl"),
        ({"name": "javascript"}, "cell 1.js"),
        ({"name": "Brainfuck"}, "cell 1.txt"),
        ({"file_extension": "../../x"}, "cell 1.py"),
        ({}, "cell 1.py"),
    ],
)
def test_the_reader_is_that_of_the_language(language: dict[str, str], name: str) -> None:
    book = notebook_of(code("x = 1"), metadata={"language_info": language})
    assert held(book, "a.ipynb").members[0].reader_name == f"a.ipynb/{name}"


@pytest.mark.parametrize(
    ("source", "name", "text"),
    [
        ("%env KEY=x\ny = 1\n  !pip install z", "cell 1.py", "#env KEY=x\ny = 1\n  #pip install z"),
        ("%%bash\nexport A=b", "cell 1.sh", "\nexport A=b"),
        ("\n%%writefile -a config/.env\nA=b", "cell 1/.env", "\n\nA=b"),
        ("%%time\nx = 1", "cell 1.py", "#%time\nx = 1"),
        ("x = (5\n  % 3)", "cell 1.py", "x = (5\n  % 3)"),
        ("a !=\\\n!= b", "cell 1.py", "a !=\\\n!= b"),
    ],
)
def test_magics_are_out_of_the_way_and_nothing_moves(source: str, name: str, text: str) -> None:
    member = held(notebook_of(code(source)), "a.ipynb").members[0]
    assert (member.reader_name, member.data.decode()) == (f"a.ipynb/{name}", text)


def test_a_secret_in_a_magic_is_found_at_its_place() -> None:
    book = notebook_of(code("import os\n", "%env BACKPACK_API_SECRET={{ a.secret }}\n", "print(1)"))
    assert places_of(book, "a.ipynb") == {("cell 1", "BACKPACK_API_SECRET", 2, 26)}


def test_a_second_form_of_an_output_only_adds() -> None:
    data = {
        "text/plain": "BACKPACK_API_SECRET={{ a.secret }}",
        "text/html": "<p>api_key={{ b.key }} {{ a.secret }}</p>",
    }
    book = notebook_of(code("show()", outputs=[{"output_type": "display_data", "data": data, "metadata": {}}]))
    found = materials_of(book, "a.ipynb")
    assert {material.member for material in found} == {"cell 1 output 1"}
    assert len([material for material in found if material.name == "BACKPACK_API_SECRET"]) == 1
    assert len(found) == 2


def test_pictures_are_no_text_and_json_is() -> None:
    data = {
        "image/png": "iVBORw0KGgo",
        "application/json": {"api_secret": "{{ a.secret }}"},
        "application/pdf": "JVBER",
    }
    book = notebook_of(code("show()", outputs=[{"output_type": "display_data", "data": data}]))
    names = [member.reader_name for member in held(book, "a.ipynb").members]
    assert names == ["a.ipynb/cell 1.py", "a.ipynb/cell 1 output 1.json", "a.ipynb/metadata.json"]


def test_parameters_of_a_run_are_read() -> None:
    metadata = {"papermill": {"parameters": {"backpack_api_secret": "{{ a.secret }}"}}}
    (found,) = materials_of(notebook_of(metadata=metadata), "a.ipynb")
    assert (found.member, found.name) == ("metadata", "backpack_api_secret")


@pytest.mark.parametrize(
    "text",
    ['{"cells": [{', "BACKPACK_API_SECRET = 1", "[]", "{}", '{"cells": 3}', "[" * 100_000, '{"cells": [' + "9" * 5000],
    ids=len,
)
def test_what_is_no_notebook_is_read_as_text(text: str) -> None:
    found = held(text.encode(), "broken.ipynb")
    assert found.files == {"": text.encode()}
    assert "read as plain text" in found.reasons
    assert not found.incomplete


def test_a_secret_in_a_broken_notebook_is_found_in_the_file_itself() -> None:
    book = notebook_of(code(SECRET))
    column = book.index(specimen("a").secret.encode()) + 1
    assert places_of(book[:-20], "broken.ipynb") == {(None, "BACKPACK_API_SECRET", 1, column)}


def test_cells_of_the_wrong_type_are_passed_over() -> None:
    book = notebook_of(code("x = 1"))
    data = json.loads(book)
    data["cells"] += [None, 3, "text", {"cell_type": "code", "source": 7, "outputs": [None, {"data": []}]}]
    data["cells"].append({"cell_type": "raw", "source": ["\ud800", 5]})
    found = held(json.dumps(data).encode(), "a.ipynb")
    assert found.files["cell 1"] == b"x = 1"
    assert found.files["cell 3"] == b"?"
    assert not found.skipped


def test_a_notebook_without_hits_is_not_parsed() -> None:
    assert materials_of(b'{"cells": [', "broken.ipynb") == ()
    assert specimen("a").secret not in repr(held(notebook_of(code(SECRET)), "a.ipynb").members)
