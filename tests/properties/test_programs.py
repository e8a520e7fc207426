"""Programs in every language with a grammar: names, values that are put together, and places are as they were written."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.readers.document import Document
from auditor.readers.plain.plain_reader import values
from auditor.readers.read_document import read
from auditor.readers.source.languages import LANGUAGES
from auditor.readers.source.literals import promising

HALF = 22


@dataclass(frozen=True)
class Grammar:
    """How a language writes a named value; `{n}` is the name, `{v}` the value, `{a}` and `{b}` its halves."""

    suffix: str
    around: str
    forms: tuple[str, ...]


GRAMMARS = (
    Grammar("py", "class A:\n    # {c}\n    def f(self):\n{s}", ("        {n} = '{v}'\n", "        x = g({n}='{v}')\n", "        y = {{'{n}': \"{v}\"}}\n", "        {n} = ('{a}'\n             \"{b}\")\n", "        self.{n} = b'{a}' + b'{b}'\n", "        g('{n}', '{v}')\n".replace("g(", "os.environ.setdefault("))),
    Grammar("js", "// {c}\nfunction f() {{\n{s}}}\n", ("  const {n} = '{v}';\n", '  x = {{ {n}: "{v}", y: 1 }};\n', "  this.{n} = `{v}`;\n", "  let {n} = '{a}' +\n    '{b}';\n", "  process.env.{n} ??= '{v}';\n", "  const {n} = ['{a}', '{b}'].join('');\n")),
    Grammar("ts", "// {c}\nclass A {{\n  f() {{\n{s}  }}\n}}\n", ("    const {n}: string = '{v}';\n", "    g({{ {n}: '{v}' }});\n", "    this.{n} = `{a}` + `{b}`;\n")),
    Grammar("tsx", "// {c}\nexport const f = () => {{\n{s}}};\n", ("  const {n} = '{v}';\n", "  const e = <A {n}='{v}' />;\n")),
    Grammar("go", "package p // {c}\n\nfunc f() {{\n{s}}}\n", ('\t{n} := "{v}"\n', '\tx := C{{{n}: "{v}"}}\n', "\tvar {n} = `{v}`\n", '\t{n} = "{a}" +\n\t\t"{b}"\n', '\tm := map[string]string{{"{n}": "{v}"}}\n')),
    Grammar("rs", "// {c}\nfn f() {{\n{s}}}\n", ('    let {n} = "{v}";\n', '    let x = C {{ {n}: "{v}".into() }};\n', '    let {n} = r#"{v}"#;\n', '    let {n} = concat!("{a}", "{b}");\n')),
    Grammar("java", "class A {{ // {c}\n  void f() {{\n{s}  }}\n}}\n", ('    String {n} = "{v}";\n', '    m.put("{n}", "{v}");\n', '    this.{n} = "{a}"\n      + "{b}";\n', '    var x = Map.of("{n}", "{v}");\n')),
    Grammar("cs", "class A {{ // {c}\n  void F() {{\n{s}  }}\n}}\n", ('    string {n} = "{v}";\n', '    var x = new C {{ {n} = @"{v}" }};\n', '    var y = G({n}: "{v}");\n', '    {n} = "{a}" + "{b}";\n')),
    Grammar("php", "<?php // {c}\nfunction f() {{\n{s}}}\n", ("  ${n} = '{v}';\n", "  $x = ['{n}' => \"{v}\"];\n", "  $this->{n} = '{a}' . '{b}';\n", "  define('{n}', '{v}');\n")),
    Grammar("rb", "# {c}\nclass A\n  def f\n{s}  end\nend\n", ("    {n} = '{v}'\n", "    g({n}: '{v}')\n", "    x = {{ '{n}' => '{v}' }}\n", "    @{n} = '{a}' \\\n      '{b}'\n")),
    Grammar("kt", "// {c}\nclass A {{\n  fun f() {{\n{s}  }}\n}}\n", ('    val {n} = "{v}"\n', '    g({n} = "{v}")\n', '    x = mapOf("{n}" to "{v}")\n', '    {n} = "{a}" + "{b}"\n')),
    Grammar("swift", "// {c}\nclass A {{\n  func f() {{\n{s}  }}\n}}\n", ('    let {n} = "{v}"\n', '    g({n}: "{v}")\n', '    let x = ["{n}": "{v}"]\n', '    self.{n} = "{a}" + "{b}"\n')),
    Grammar("c", "// {c}\nvoid f(void) {{\n{s}}}\n", ('  const char *{n} = "{v}";\n', '  s.{n} = "{v}";\n', '  {n} = "{a}"\n    "{b}";\n', '  struct t x = {{ .{n} = "{v}" }};\n')),
    Grammar("cpp", "// {c}\nclass A {{ void f() {{\n{s}}} }};\n", ('  auto {n} = "{v}";\n', '  std::string {n}{{"{v}"}};\n', '  auto {n} = R"({v})";\n', '  {n} = "{a}" "{b}";\n')),
    Grammar("lua", "-- {c}\nfunction f()\n{s}end\n", ('  local {n} = "{v}"\n', '  x = {{ {n} = "{v}" }}\n', "  {n} = [[{v}]]\n", '  t.{n} = "{a}" .. "{b}"\n')),
    Grammar("dart", "// {c}\nvoid f() {{\n{s}}}\n", ("  var {n} = '{v}';\n", "  g({n}: '{v}');\n", "  x = {{'{n}': '{v}'}};\n", "  var {n} = '{a}'\n    '{b}';\n")),
    Grammar("scala", "// {c}\nobject A {{\n  def f() = {{\n{s}  }}\n}}\n", ('    val {n} = "{v}"\n', '    g({n} = "{v}")\n', '    val x = Map("{n}" -> "{v}")\n', '    var {n} = "{a}" + "{b}"\n')),
    Grammar("ex", "# {c}\ndefmodule A do\n  def f do\n{s}  end\nend\n", ('    {n} = "{v}"\n', '    g({n}: "{v}")\n', '    x = %{{"{n}" => "{v}"}}\n', '    {n} = "{a}" <> "{b}"\n')),
    Grammar("tf", "# {c}\nlocals {{\n{s}}}\n", ('  {n} = "{v}"\n', '  x = {{ {n} = "{v}" }}\n')),
)  # fmt: skip
NAMES = st.sampled_from(["api_secret", "apiKey", "secretKey", "BACKPACK_API_SECRET", "private_key"])
VALUES = st.binary(min_size=32, max_size=32).map(lambda data: base64.b64encode(data).decode())
NOTES = st.text(st.characters(codec="utf-8", categories=["L", "N"]) | st.sampled_from("é中😀 ,."), max_size=20)


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.suffix)
@given(data=st.data(), note=NOTES, newline=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=25, deadline=None)
def test_names_values_and_places_are_as_written(grammar: Grammar, data: st.DataObject, note: str, newline: str) -> None:
    statements = data.draw(st.lists(st.tuples(st.sampled_from(grammar.forms), NAMES, VALUES), min_size=1, max_size=6))
    written, wanted = [], []
    for form, name, value in statements:
        halves = {"a": value[:HALF], "b": value[HALF:]}
        written.append(form.format(n=name, v=value, **halves))
        wanted.append((name, value, halves if "{a}" in form else {"a": value, "b": value}))
    text = grammar.around.format(c=note, s="".join(written)).replace("\n", newline)
    document = Document(text, f"x.{grammar.suffix}")
    fields = [field for field in read(document)[0] if len(field.value.reveal()) == len(wanted[0][1])]
    assert [(field.name, field.value.reveal()) for field in fields] == [(name, value) for name, value, _ in wanted]
    at = 0
    for field, (_, _, pieces) in zip(fields, wanted, strict=True):
        at = text.index(pieces["a"], at)
        assert document.offset(field.span.line, field.span.column) == at
        at = text.index(pieces["b"], at) + len(pieces["b"])
        assert document.offset(field.span.end_line, field.span.end_column) == at


def test_every_language_with_a_grammar_is_tried() -> None:
    suffixes = {f"*.{grammar.suffix}" for grammar in GRAMMARS}
    assert all(suffixes & set(language.patterns) for language in LANGUAGES if language.grammar)


@given(value=VALUES, filler=st.sampled_from(["x = 1\n", "call(a, 'b')\n", "# note\n"]), count=st.integers(0, 400))
@settings(max_examples=40)
def test_a_whole_value_is_always_looked_at(value: str, filler: str, count: int) -> None:
    text = filler * count + f"x = '{value}'\n" + filler * count
    at = text.index(value)
    assert any(start <= at < end for start, end in promising(text, values(text)))


HOSTILE = {
    "nested brackets": "[" * 100_000 + "'a1b2c3d4e5f6g7h8i9'" + "]" * 100_000,
    "one line": "x=f(1,'b',c);" * 80_000 + "k='a1b2c3d4e5f6g7h8i9'",
    "open comment": "/*" * 50_000 + "'a1b2c3d4e5f6g7h8i9'",
    "open strings": "'a1b2c3d4e5f6g7h8 " * 50_000,
    "words": "a " * 100_000 + "'a1b2c3d4e5f6g7h8i9'",
    "many values": "f('a1b2c3d4e5f6g7h8i9', 'x')\n" * 20_000,
    "joined": "x = " + "'a1b2c3d4e5' + " * 20_000 + "'a'",
    "nulls and returns": "\0\r\t'a1b2c3d4e5f6g7h8i9'\r" * 10_000,
    "another language": "<html><script>x = 'a1b2c3d4e5f6g7h8i9'</script>{% if a %}<%= b %>\n" * 5_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [grammar.suffix for grammar in GRAMMARS])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_nothing_takes_long(text: str, suffix: str) -> None:
    begun = time.process_time()
    read(Document(text, f"x.{suffix}"))
    assert time.process_time() - begun < 20
