"""Source code: which literals a program holds and what it calls them, whatever its language."""

from __future__ import annotations

import pytest

from auditor.classification.sample_keys import expand, specimen
from auditor.model.field import Field
from auditor.readers.document import Document
from auditor.readers.read_document import read

Row = tuple[str, str, str, int | None]


def fields_of(code: str, name: str) -> list[Field]:
    return read(Document(code, name))[0]


def rows(code: str, name: str) -> list[Row]:
    return [(field.name, field.value.reveal(), field.callee, field.position) for field in fields_of(code, name)]


NOTHING = [
    ("x.py", 'key = os.getenv("BACKPACK_API_KEY")'),
    ("x.py", 'key = os.environ["BACKPACK_API_KEY"]'),
    ("x.py", 'key = os.environ.get("BACKPACK_API_KEY")'),
    ("x.py", 'key = config.get("api_key")'),
    ("x.py", '"""A docstring."""'),
    ("x.py", "key = f'{prefix}-{suffix}'"),
    ("x.py", "key = ''"),
    ("x.py", 'def f(key, secret): return data["secret"]'),
    ("x.js", 'const key = process.env["BACKPACK_API_KEY"];'),
    ("x.ts", "const key = `${a}`;"),
    ("x.go", 'key := os.Getenv("BACKPACK_API_KEY")'),
    ("x.rs", 'let key = std::env::var("BACKPACK_API_KEY")?;'),
    ("x.rs", 'const KEY: &str = env!("BACKPACK_API_KEY");'),
    ("x.java", 'String key = System.getenv("BACKPACK_API_KEY");'),
    ("x.rb", 'key = ENV.fetch("BACKPACK_API_KEY")'),
    ("x.php", '<?php $key = getenv("BACKPACK_API_KEY");'),
    ("x.tf", 'key = "${var.key}"'[:6]),
]
"""Names of settings, references, and text that nothing is done with."""


@pytest.mark.parametrize(("name", "code"), NOTHING)
def test_references_are_no_literals(name: str, code: str) -> None:
    assert rows(code, name) == []


LITERALS = [
    ("x.py", "a = 'v'", [("a", "v", "", None)]),
    ("x.py", "a: str = 'v'", [("a", "v", "", None)]),
    ("x.py", "a = b = 'v'", [("b", "v", "", None)]),
    ("x.py", "a, b = 'v', 'w'", [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.py", "a = r'v'", [("a", "v", "", None)]),
    ("x.py", "a = b'v'", [("a", "v", "", None)]),
    ("x.py", "a = 'v\\n\\x41\\u0042'", [("a", "v\nAB", "", None)]),
    ("x.py", "a = ('v'\n     'w')", [("a", "vw", "", None)]),
    ("x.py", "a = 'v' + 'w'", [("a", "vw", "", None)]),
    ("x.py", "a = 'v'\n'w'", [("a", "v", "", None)]),
    ("x.py", "a.b.c = 'v'", [("c", "v", "", None)]),
    ("x.py", "a['b'] = 'v'", [("b", "v", "", None)]),
    ("x.py", "a[0]['b'] = 'v'", [("b", "v", "", None)]),
    ("x.py", "f('v', 'w')", [("", "v", "f", 0), ("", "w", "f", 1)]),
    ("x.py", "a.b.F(1, x, 'v')", [("", "v", "a.b.F", 2)]),
    ("x.py", "f(g(1, 2), 'v')", [("", "v", "f", 1)]),
    ("x.py", "f(a='v')", [("a", "v", "f", None)]),
    ("x.py", "f(*args, a='v', **kw)", [("a", "v", "f", None)]),
    ("x.py", "def f(a='v', *, b: str = 'w'): pass", [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.py", "x = {'a': 'v', b: 'w'}", [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.py", "x = dict(a='v')", [("a", "v", "dict", None)]),
    ("x.py", "x = ['v', 'w']", [("x", "v", "", 0), ("x", "w", "", 1)]),
    ("x.py", "a = base64.b64decode('v')", [("a", "v", "", None)]),
    ("x.py", "a = bytes.fromhex('v').decode('ascii')", [("a", "v", "", None), ("a", "ascii", "", None)]),
    ("x.py", "a = SecretStr(b64decode('v'))", [("a", "v", "", None)]),
    ("x.py", "a = Key(b64decode('v'))", [("", "v", "Key", 0)]),
    ("x.py", "a = os.getenv('API_KEY', 'v')", [("API_KEY", "v", "", None)]),
    ("x.py", "os.environ.setdefault('API_KEY', 'v')", [("API_KEY", "v", "", None)]),
    ("x.py", "a = os.getenv('API_KEY') or 'v'", [("API_KEY", "v", "", None)]),
    ("x.py", "a = os.environ['API_KEY'] if b else 'v'", [("API_KEY", "v", "", None)]),
    ("x.py", "f(x if y else z, {'API_KEY': 'v'})", [("API_KEY", "v", "", None)]),
    ("x.py", "api_key: SecretStr = Field(SecretStr('v'), alias=a)", [("api_key", "v", "", None)]),
    ("x.py", "api_key: str = typer.Option('v', '--key')", [("api_key", "v", "", None)]),
    ("x.py", "def f(api_key=Header('v')): pass", [("api_key", "v", "", None)]),
    ("x.py", "api_key = Fields('v')", [("", "v", "Fields", 0)]),
    ("x.py", "a = name or 'v'", [("a", "v", "", None)]),
    ("x.js", "a = process.env.API_KEY || 'v'", [("API_KEY", "v", "", None)]),
    ("x.js", "a = process.env['API_KEY'] ?? 'v'", [("API_KEY", "v", "", None)]),
    ("x.js", "a = env?.API_KEY! || 'v'", [("API_KEY", "v", "", None)]),
    ("x.js", "a = process.env.API_KEY ? process.env.API_KEY : 'v'", [("API_KEY", "v", "", None)]),
    ("x.js", "a = b ? c : 'v'", [("a", "v", "", None)]),
    ("x.js", "a = apiKey + 'v'", [("a", "v", "", None)]),
    ("x.js", "a = apiKey && 'v'", [("a", "v", "", None)]),
    ("x.js", "api_key = load() || 'v'", [("api_key", "v", "", None)]),
    ("x.ts", "const a: Config = { apiKey: 'v' };", [("apiKey", "v", "", None)]),
    ("x.rb", "a = ENV['API_KEY'] || 'v'", [("API_KEY", "v", "", None)]),
    ("x.rb", "a = ENV.fetch('API_KEY') { 'v' }", [("API_KEY", "v", "", None)]),
    ("x.php", "<?php $a = getenv('API_KEY') ?: 'v';", [("API_KEY", "v", "", None)]),
    ("x.php", "<?php $a = $_ENV['API_KEY'] ?? 'v';", [("API_KEY", "v", "", None)]),
    ("x.cs", 'var a = Environment.GetEnvironmentVariable("API_KEY") ?? "v";', [("API_KEY", "v", "", None)]),
    ("x.kt", 'val a = System.getenv("API_KEY") ?: "v"', [("API_KEY", "v", "", None)]),
    ("x.swift", 'let a = environment["API_KEY"] ?? "v"', [("API_KEY", "v", "", None)]),
    (
        "x.java",
        'class A { String a = Optional.ofNullable(getenv("API_KEY")).orElse("v"); }',
        [("API_KEY", "v", "", None)],
    ),
    ("x.go", 'package a\nvar a = cmp.Or(os.Getenv("API_KEY"), "v")', [("API_KEY", "v", "", None)]),
    ("x.lua", 'local a = os.getenv("API_KEY") or "v"', [("API_KEY", "v", "", None)]),
    ("x.ex", 'a = System.get_env("API_KEY") || "v"', [("API_KEY", "v", "", None)]),
    ("x.dart", "final a = Platform.environment['API_KEY'] ?? 'v';", [("API_KEY", "v", "", None)]),
    ("x.py", "a = x if y else 'v'", [("a", "v", "", None)]),
    ("x.py", "if key == 'v': pass", [("key", "v", "", None)]),
    ("x.py", "if key in 'v': pass", []),
    ("x.py", "if 'v' in key: pass", []),
    ("x.py", "a = ''.join(['v', 'w'])", [("a", "vw", "", 0)]),
    ("x.py", "a = path.join(['v', 'w'])", [("a", "v", "", 0), ("a", "w", "", 1)]),
    ("x.py", "class A:\n    a = 'v'\n\nb = 'w'", [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.js", "let a = 'v', b = \"w\";", [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.js", "const a = 'v'\nconst b = 'w'", [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.js", "x = {a: 'v', 'b': `w`, ['c']: 'y'}", [("a", "v", "", None), ("b", "w", "", None), ("c", "y", "", None)]),
    ("x.js", "x = c ? 'v' : 'w'", [("x", "v", "", None), ("x", "w", "", None)]),
    ("x.js", "x = y || 'v'", [("x", "v", "", None)]),
    ("x.js", "x = 'it\\'s' // 'no'", [("x", "it's", "", None)]),
    ("x.js", "new a.B('v', {c: 'w'})", [("", "v", "a.B", 0), ("c", "w", "", None)]),
    ("x.js", "export default {a: 'v'}", [("a", "v", "", None)]),
    ("x.js", "f(() => ({a: 'v'}), 'w')", [("a", "v", "", None), ("", "w", "f", 1)]),
    ("x.ts", "class A { private readonly a: string = 'v'; }", [("a", "v", "", None)]),
    ("x.ts", "function f(a: string = 'v') {}", [("a", "v", "", None)]),
    ("x.tsx", "<A b='v' c={1} />", [("b", "v", "", None)]),
    ("x.go", 'var a string = "v"', [("a", "v", "", None)]),
    ("x.go", 'a, b := "v", "w"', [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.go", 'x := T{A: "v", B: `w`}', [("A", "v", "", None), ("B", "w", "", None)]),
    ("x.go", 'x := T{"v", "w"}', [("", "v", "T", 0), ("", "w", "T", 1)]),
    ("x.go", 'x := []byte("v")', [("x", "v", "", None)]),
    ("x.go", 'm := map[string]string{"a": "v"}', [("a", "v", "", None)]),
    ("x.rs", 'let a: &\'static str = "v";', [("a", "v", "", None)]),
    ("x.rs", 'f(x, r#"v"#)?;', [("", "v", "f", 1)]),
    ("x.rs", 'A::builder().a("v").build()', [("", "v", "a", 0)]),
    ("x.rs", 'let x = A { a: "v".into(), b: Some("w") };', [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.rs", 'json!({"a": "v"})', [("a", "v", "", None)]),
    ("x.java", 'private static final String A = "v";', [("A", "v", "", None)]),
    ("x.java", 'm.put("api_key", "v");', [("api_key", "v", "", None)]),
    ("x.java", 'm.put("v", "w");', [("", "v", "m.put", 0), ("", "w", "m.put", 1)]),
    ("x.cs", 'var x = new A { B = "v", C = @"w" };', [("B", "v", "", None), ("C", "w", "", None)]),
    ("x.cs", 'string a = $"{b}";', []),
    ("x.cs", 'var x = new A { B = { "v", "w" } };', [("B", "v", "", 0), ("B", "w", "", 1)]),
    ("x.cs", 'var x = y with { B = "v" };', [("B", "v", "", None)]),
    ("x.cs", 'A x = new("v", b: "w");', [("", "v", "A", 0), ("b", "w", "", None)]),
    (
        "x.cs",
        'class A { [Env("v")] string B { get; set; } void F(string c, string d = "w") {} }',
        [("", "v", "Env", 0), ("d", "w", "", None)],
    ),
    (
        "x.rs",
        '#[derive(Args)]\nstruct A { #[arg(default_value = "v")] b: String, c: String }',
        [("b", "v", "", None)],
    ),
    (
        "x.rs",
        'lazy_static! { static ref A: &\'static str = "v"; static ref B: String = String::from("w"); }',
        [("A", "v", "", None), ("B", "w", "", None)],
    ),
    ("x.rs", 'f!(a = "v", b = A::new("w"))', [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.rs", 'f!({ "a" => "v", b: "w" })', [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.php", "<?php $a = 'v'; $b = ['c' => 'w'];", [("a", "v", "", None), ("c", "w", "", None)]),
    ("x.rb", "a = 'v'\nf(b: 'w', :c => 'x')", [("a", "v", "", None), ("b", "w", "f", None), ("c", "x", "f", None)]),
    ("x.kt", 'val a: String = "v"', [("a", "v", "", None)]),
    ("x.swift", 'let a = A(b: "v")', [("b", "v", "A", None)]),
    ("x.swift", 'var a = "v", b = "w"', [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.swift", 'let x = ["a": "v", "b": "w"]', [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.swift", 'var a: String { return "v" }', [("a", "v", "", None)]),
    ("x.php", "<?php f(a: 'v', 'w', $x['y']);", [("a", "v", "f", None), ("", "w", "f", 1)]),
    ("x.lua", 'x = {a = "v", ["b"] = "w"}', [("a", "v", "", None), ("b", "w", "", None)]),
    ("x.ex", 'config :x, a: "v"', [("a", "v", "config", None)]),
    ("x.dart", "void g() { f(a: 'v'); }", [("a", "v", "f", None)]),
    ("x.dart", "String get a => 'v';\nString b() => 'w';", [("a", "v", "", None), ("b", "w", "", None)]),
    (
        "x.dart",
        "class A { String get b => 'v'; static String c() => 'w'; }",
        [("b", "v", "", None), ("c", "w", "", None)],
    ),
    ("x.dart", "extension A on B { String get c => 'v'; }", [("c", "v", "", None)]),
    ("x.dart", "enum A { b; String c() => 'v'; }", [("c", "v", "", None)]),
    ("x.scala", 'val a = "v"', [("a", "v", "", None)]),
    ("x.tf", 'variable "a" {\n  default = "v"\n}', [("a", "v", "", None)]),
    ("x.tfvars", 'a = "v"', [("a", "v", "", None)]),
    ("x.c", 'char *a = "v" "w";', [("a", "vw", "", None)]),
    ("x.cpp", 'std::string a{"v"};', [("a", "v", "", None)]),
]


@pytest.mark.parametrize(("name", "code", "wanted"), LITERALS)
def test_a_literal_has_the_name_that_the_code_gives_it(name: str, code: str, wanted: list[Row]) -> None:
    assert rows(code, name) == wanted


@pytest.mark.parametrize(
    ("name", "code", "path"),
    [
        ("x.py", "class A:\n    def f(self):\n        self.x = 'v'", ("A", "f")),
        ("x.py", "class A:\n    pass\nx = 'v'", ()),
        ("x.py", "x = ccxt.backpack({'secret': 'v'})", ("x", "ccxt.backpack")),
        ("x.js", "const x = {a: {b: [{c: 'v'}]}}", ("x", "a", "b")),
        ("x.java", 'class A { void f() { String x = "v"; } }', ("A", "f")),
        ("x.rs", 'mod a { fn f() { let x = "v"; } }', ("a", "f")),
        ("x.go", 'func f() { x := A{B: "v"} }', ("f", "x", "A")),
        ("a.c", 'char *load(void) { char *secret = "SECRET"; return secret; }', ("load",)),
        ("a.cpp", 'std::string *Bot::load() { Client client("SECRET"); }', ("load", "client", "Client")),
        ("a.cpp", 'void f() { Config config{"SECRET"}; }', ("f", "config", "Config")),
    ],
)
def test_the_names_around_a_literal_are_its_path(name: str, code: str, path: tuple[str, ...]) -> None:
    (field,) = fields_of(code, name)
    assert field.path == path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x.py", "api_key = 'v'\napi_secret = 'w'"),
        ("x.py", "f('v', 'w')"),
        ("x.py", "f(a='v', b='w')"),
        ("x.py", "x = {'a': 'v', 'b': 'w'}"),
        ("x.py", "x = [('v', 'w')]"),
        ("x.js", "x = [{name: 'API_KEY', value: 'v'}, {name: 'API_SECRET', value: 'w'}]"),
        ("x.java", 'class A { String apiKey = "v"; String apiSecret = "w"; }'),
    ],
)
def test_what_belongs_together_is_one_group(name: str, code: str) -> None:
    first, second = fields_of(code, name)
    assert first.group == second.group != ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x.py", "main_api_key = 'v'\nhedge_api_secret = 'w'"),
        ("x.py", "f('v')\nf('w')"),
        ("x.py", "x = [{'a': 'v'}, {'a': 'w'}]"),
        ("x.py", "x = {'key1': 'v', 'key2': 'w'}"),
        ("x.py", "class A:\n    key = 'v'\nclass B:\n    key = 'w'"),
        ("x.js", "function f() { a = 'v' }\nfunction g() { a = 'w' }"),
    ],
)
def test_what_does_not_is_two(name: str, code: str) -> None:
    first, second = fields_of(code, name)
    assert first.group != second.group


def test_brackets_that_never_match_end_nothing() -> None:
    code = expand("a_secret = '{{ a.secret }}')]}\nb_secret = ('{{ b.secret }}'")
    assert [row[0] for row in rows(code, "x.py")] == ["a_secret", "b_secret"]


def test_brackets_deeper_than_anybody_writes_do_not_matter() -> None:
    code = "x = " + "[" * 5000 + "'v'" + "]" * 5000 + expand("\ny = '{{ a.secret }}'")
    assert rows(code, "x.py") == [("y", expand("{{ a.secret }}"), "", None)]


@pytest.mark.parametrize(
    ("name", "text", "callee", "position"),
    [
        ("a.py", "client = BackpackClient(api_key, '{}'\nx = (1,\n", "BackpackClient", 1),
        ("a.js", "function ( {{ const c = new Bpx.Client(key(1), '{}'; \n", "Bpx.Client", 1),
        ("a.go", 'func a( {{ c := bpx.NewClient("{}"\n }}\n', "bpx.NewClient", 0),
    ],
)
def test_an_argument_of_a_half_typed_call_knows_what_is_called(
    name: str, text: str, callee: str, position: int
) -> None:
    (field,) = read(Document(text.format(specimen("half").secret), name))[0]
    assert (field.kind, field.callee, field.position) == ("argument", callee, position)


@pytest.mark.parametrize(
    "text", ["x = '{}'\ny = (1,\n", "f(1)\n'{}'\ny = (1,\n", "f([1]); '{}'\ny = (1,\n", "a = [f(1), '{}'\ny = (\n"]
)
def test_what_is_in_no_open_call_is_no_argument(text: str) -> None:
    assert [field.callee for field in read(Document(text.format(specimen("half").secret), "a.py"))[0]] == [""]


def test_an_empty_literal_next_to_code_in_a_docstring_ends_nothing() -> None:
    code = 'secret = ""\n\n\ndef f():\n    """Signs.\n\n    >>> f(secret="v")\n    """\n'
    assert [field.value.reveal() for field in fields_of(code, "x.py")] == ["v"]
