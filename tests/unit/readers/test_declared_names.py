"""What a program calls the arguments of what it declares, in the forms of its languages."""

from __future__ import annotations

import time

import pytest

from auditor.readers.source.declared_names import Declarations, fields_of_struct

PAIR = ("api_key", "api_secret")
CAMEL = ("apiKey", "apiSecret")


@pytest.mark.parametrize(
    ("text", "callee", "names"),
    [
        ("def connect(api_key, api_secret: str = 'x'):\n  ...", "connect", PAIR),
        ("class A:\n    def __init__(self, name, api_key, api_secret):\n        pass", "A", ("name", *PAIR)),
        ("@dataclass\nclass A:\n    api_key: str\n    api_secret: str = ''\n\nx = 1", "A", PAIR),
        ("A = namedtuple('A', ['api_key', 'api_secret'])", "A", PAIR),
        ("func New(api_key, api_secret string) *Client {", "bp.New", PAIR),
        ("func NewClient(api_key, api_secret string) *Client {", "bp.NewClient", PAIR),
        ("type A struct {\n\tKey string\n\tSecret, Note string\n}", "A", ("Key", "Secret", "Note")),
        ("struct A;\nimpl A { pub fn new(api_key: &str, api_secret: impl Into<String>) -> Self {", "A::new", PAIR),
        ("class A { private final String k; A(String apiKey, String apiSecret) { } }", "A", CAMEL),
        ("public record A(string apiKey, string apiSecret);", "A", CAMEL),
        ("data class A(val apiKey: String, val apiSecret: String)", "A", CAMEL),
        ("class A { constructor(private readonly apiKey: string, private apiSecret: string) {} }", "A", CAMEL),
        ("const connect = async (apiKey, apiSecret) => {", "connect", CAMEL),
        ("<?php function f(string $apiKey, ?string $apiSecret = null): void {", "f", CAMEL),
        ("A(const std::string& api_key, const std::string& api_secret) : key_(api_key) {", "A", PAIR),
        ("class A\n  def initialize(api_key, api_secret)\n  end", "A.new", PAIR),
        ("def save(name, digest):\n  ...", "save", ()),
        ("connect(apiKey, apiSecret)\nif (apiKey, secret) {", "connect", ()),
    ],
)
def test_arguments_have_the_names_of_their_declaration(text: str, callee: str, names: tuple[str, ...]) -> None:
    assert Declarations(text).names(callee) == names


def test_the_rows_of_a_test_have_the_names_of_its_parameters() -> None:
    text = '[InlineData("a", "b")]\npublic void Signs(string apiKey, string apiSecret) { }'
    assert Declarations(text).names_behind(text.index("]")) == CAMEL
    assert Declarations("nothing behind").names_behind(0) == ()


def test_the_fields_of_a_table_of_go() -> None:
    assert fields_of_struct("[]struct{ name, apiKey string; apiSecret string }") == ("name", *CAMEL)
    assert fields_of_struct("[]string") == ()


@pytest.mark.parametrize("piece", ["def a(x", "class a(b):\n", "function a" + " " * 50, "a(b(", "x = namedtuple('a', "])
def test_hostile_programs_take_linear_time(piece: str) -> None:
    before = time.process_time()
    Declarations(piece * (40_000 // len(piece))).names("a")
    assert time.process_time() - before < 2
