"""Facts: places as LibCST gives them, values that survive storing, and no text that is not survived."""

import ast
from pathlib import Path

import libcst as cst
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider
from limits import LONG

from session_lint.deep import with_deep_stack
from session_lint.facts import walk
from session_lint.facts.extract import extract
from session_lint.facts.parse import parse
from session_lint.facts.program import Define, FileFacts
from session_lint.facts.values import Call
from session_lint.project.modules import definitions

PROJECT = Path(__file__).parents[1]
SOURCES = sorted(
    [*PROJECT.glob("session_lint/**/*.py"), *PROJECT.glob("examples/**/*.py"), *PROJECT.glob("tests/*.py")]
)


def facts_of(text: str) -> FileFacts:
    return with_deep_stack(lambda: extract(text.encode()))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_spans_are_those_of_libcsts_position_provider(newline: str):
    for source in SOURCES:
        text = source.read_text("utf-8").replace("\n", newline)
        module, places = parse(text)
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        positions = wrapper.resolve(PositionProvider)
        compared = 0
        for node, position in positions.items():
            if isinstance(node, (cst.BaseExpression, cst.BaseSmallStatement)):
                span = places.span(node)
                assert (span.line, span.column - 1) == (position.start.line, position.start.column)
                assert (span.end_line, span.end_column - 1) == (position.end.line, position.end.column)
                compared += 1
        assert compared or not text.strip()


def test_calls_stand_where_ast_says():
    for source in SOURCES:
        text = source.read_text("utf-8")
        lines = text.split("\n")
        expected = {
            (node.lineno, len(lines[node.lineno - 1].encode()[: node.col_offset].decode()) + 1)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call)
        }
        found = {
            (expression.span.line, expression.span.column)
            for expression in walk.everything(facts_of(text).body)
            if isinstance(expression, Call)
        }
        assert found <= expected


def test_every_function_has_pythons_qualified_name():
    text = """\
class Outer:
    class Inner:
        def method(self):
            def helper(): ...
            class Local:
                def deep(self): ...
def top(): ...
"""
    names = [function.qualname for function, _ in definitions(facts_of(text).body)]
    assert sorted(names) == [
        "Outer.Inner.method",
        "Outer.Inner.method.<locals>.Local.deep",
        "Outer.Inner.method.<locals>.helper",
        "top",
    ]


def test_facts_survive_storing():
    for source in SOURCES:
        facts = facts_of(source.read_text("utf-8"))
        assert facts.unreadable is None, source
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=FileFacts) == facts


@pytest.mark.parametrize("operator", [" + ", " or ", " ** ", ".", " < ", "()."])
def test_long_chains_are_read(operator: str):
    text = "x = " + operator.join(["a"] * (LONG // 2))
    assert facts_of(text).unreadable is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = " + "(" * 10_000 + ")" * 10_000, "nests too deeply"),
        ("x = " + " + ".join("a" * 10_000), "nests too deeply"),
        ("x = f(\n", "is not valid Python"),
        ("x = 1\0", "NUL"),
        ("def f():\n    return(lambda: 1)\n", "cannot be parsed by LibCST"),
    ],
)
def test_what_cannot_be_parsed_says_why(text: str, words: str):
    unreadable = facts_of(text).unreadable
    assert unreadable is not None
    assert words in unreadable[0]


PIECES = st.sampled_from(
    ["def f(session=None):", "    with scope() as s:", "        s.commit()", "class A(B):", "    x: Decimal = 1", "@d",
     "async def g():", "\tyield", "if x:", "else:", "return {'a': 1}", "'''", "\\", "(", "]", "\x0c", "\r", "é = '😀'",
     "match x:", "    case {'a': [1, *_]}:", "type T = int", "x = f'{a!r:>{w}}'", "# noqa", "lambda: (yield)", "", " "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("\n".join))
def test_no_text_is_not_survived(text: str):
    assert isinstance(facts_of(text), FileFacts)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_are_not_survived(data: bytes):
    assert isinstance(with_deep_stack(lambda: extract(data)), FileFacts)


def test_definitions_are_statements():
    (statement,) = facts_of("async def f(a, /, b, *c, d=1, **e): ...").body
    assert isinstance(statement, Define)
    assert [(p.name, p.kind) for p in statement.function.parameters] == [
        ("a", "positional"),
        ("b", "any"),
        ("c", "*"),
        ("d", "keyword"),
        ("e", "**"),
    ]
