"""Plain lines of JSON, read by loops, compiled and not: as Python's own parser reads them, or not at all."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph import text_columns
from beholden.graph.ownership import compiled
from beholden.loaders.columns import ColumnsError
from beholden.loaders.eights import PADDING
from beholden.loaders.json_columns import (
    LIST,
    NOTHING,
    NUMBER,
    TEXT,
    WORD,
    Block,
    Lines,
    Shape,
    json_blocks,
    object_of,
)  # fmt: skip
from beholden.loaders.json_kernel import DEEPEST, MOST_KEYS
from tests.loaders.both_ways import SLOW

NAMED = "a_name_of_some_length"
ANY = TEXT | NUMBER | WORD | LIST | object_of({}, TEXT)
SHAPE = Shape(
    object_of(
        {
            "id": TEXT,
            "id2": NUMBER,
            "flag": WORD,
            "all": LIST,
            "inner": object_of({"id": TEXT, NAMED: TEXT}),
            "not": NOTHING,
        },
        ANY,
    ),
    ("id", "id2", "all", "inner", "inner.id", f"inner.{NAMED}"),
)
NOT_PLAIN = {
    "a key twice": '{"id":"a","id":"b"}',
    "a key twice, of another sort": '{"id":"a","id2":1,"id":"b"}',
    "an unknown key twice": '{"x":"a","y":1,"x":[]}',
    "a key of an inner object twice": '{"inner":{"id":"a","id":"b"}}',
    "an unknown key of an inner object twice": '{"x":{"y":"a","y":"b"}}',
    "an unknown key where none may be": '{"inner":{"x":"a"}}',
    "a key that may not be": '{"not":1}',
    "a key with an escape": '{"\\u0069d":"a"}',
    "another sort": '{"id":1}',
    "a list that holds a number": '{"all":["a",1]}',
    "a list that holds a list": '{"all":[[]]}',
    "a list that ends in a comma": '{"all":["a",]}',
    "a list that begins with a comma": '{"all":[,"a"]}',
    "a list that is open": '{"all":["a"',
    "an object that ends in a comma": '{"id":"a",}',
    "an object that begins with a comma": '{,"id":"a"}',
    "two commas": '{"id":"a",,"id2":1}',
    "no comma": '{"id":"a""id2":1}',
    "no colon": '{"id""a"}',
    "two colons": '{"id"::"a"}',
    "no value": '{"id":}',
    "no key": '{:"a"}',
    "a key without a value": '{"id"}',
    "a text that is open": '{"id":"a}',
    "a text that ends in a backslash": '{"id":"a\\',
    "an escape by number": '{"id":"\\u0041"}',
    "an escaped solidus": '{"id":"\\/"}',
    "an escape that is none": '{"id":"\\x"}',
    "a tab in a text": '{"id":"a\tb"}',
    "a NUL in a text": '{"id":"a\0b"}',
    "a NUL between": '{"id":\0"a"}',
    "a number with a point": '{"id2":1.0}',
    "a number with an exponent": '{"id2":1e3}',
    "a number of many digits": f'{{"id2":{10**15}}}',
    "a number that begins with zero": '{"id2":01}',
    "less than zero": '{"id2":-0}',
    "a sign": '{"id2":-}',
    "a plus": '{"id2":+1}',
    "a letter behind a number": '{"id2":1a}',
    "a word that is none": '{"flag":trve}',
    "a word in capitals": '{"flag":True}',
    "a word that goes on": '{"flag":nulls}',
    "a word cut off": '{"flag":fals',
    "a word of other sorts": '{"flag":falsy}',
    "no number": '{"x":NaN}',
    "something behind it": '{"id":"a"}x',
    "an object behind it": '{"id":"a"}{}',
    "a brace too many": '{"id":"a"}}',
    "a bracket for a brace": '{"id":"a"]',
    "a brace for a bracket": '{"all":["a"}',
    "no object": '["a"]',
    "a text": '"a"',
    "an object that is open": '{"inner":{"id":"a"}',
    "a brace": "{",
    "two blanks": '{"id":  "a"}',
    "a blank before a comma": '{"id":"a" ,"id2":1}',
    "a blank before a colon": '{"id" :"a"}',
    "a blank in a list": '{"all":[ "a"]}',
}
PLAIN = (
    "{}",
    '{"id": "a"}',
    '{"id":"a","id2":12,"flag":true,"all":["a","b"],"inner":{"id":"c","a_name_of_some_length":"d"}}',
    '{"id": "a", "id2": -7,"flag": null, "all": [], "inner": {}}',
    '{"inner":{"a_name_of_some_length":"","id":""},"id":"","all":[""]}',
    '{"x":"a","y":{"id":"a","z":"b"},"z":0,"w":false,"ids":"é","i":[",","]"],"":"no name"}',
    '{"x":{"a":"1"},"y":{"a":"2"},"id":"twice, in two objects"}',
    '  {"id":"blanks around it"} \t\r',
    '{"id":":","all":["\\",\\"id\\":\\"",",",":","{","}","[","\\\\"]}',
    '{"id":"\\b\\f\\n\\r\\t\\"\\\\","all":["a long text with \\"marks\\" in it","twelve bytes"]}',
    '{"id2":999999999999999}',
    '{"id":"thirteen byte","inner":{"id":"Žluťoučký kůň","a_name_of_some_length":"\u2028\x7f\ud7ff\U0001f600"}}',
)


@pytest.fixture(params=["compiled", "as it is"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The loops, compiled or as they are."""
    if request.param == "compiled":
        monkeypatch.setattr(compiled, "LARGE", 0)
    yield request.param


def read(*lines: str, end: str = "\n") -> Lines:
    """What is read of lines."""
    data = end.join(lines).encode("utf-8", "surrogatepass")
    return Block(
        Path("made.json"), data + bytes(PADDING), len(data), 1, len(lines) * 2, True, len(data)
    ).read(SHAPE)


def hold(lines: Lines, expected: dict[int, Any]) -> None:
    """What is read is what a parser reads of the plain lines, whose numbers and values these are."""
    values = list(expected.values())
    assert lines.numbers.tolist() == list(expected)
    assert lines.places().to_list() == [f"made.json:{number}" for number in expected]
    assert lines.texts().to_list() == [json.dumps(value, ensure_ascii=False) for value in values]
    columns = lines.leaves.columns(("id2", "id", "inner.id", f"inner.{NAMED}"))
    assert columns["id"].to_list() == [value.get("id") for value in values]
    assert [None if text is None else int(text) for text in columns["id2"]] == [
        value.get("id2") for value in values
    ]
    for name in ("id", NAMED):
        assert columns[f"inner.{name}"].to_list() == [value.get("inner", {}).get(name) for value in values]
    assert lines.leaves.has("inner").tolist() == ["inner" in value for value in values]
    at = lines.leaves.at("all")
    listed = [(row, text) for row, value in enumerate(values) for text in value.get("all", ())]
    assert list(zip(lines.leaves.row[at].tolist(), lines.leaves.texts(at), strict=True)) == listed


def test_plain_lines_are_read_as_a_parser_reads_them(either: str) -> None:
    lines = read(*PLAIN, "", *PLAIN)
    expected = [json.loads(line) for line in PLAIN]
    hold(lines, dict(enumerate(expected, 1)) | dict(enumerate(expected, len(PLAIN) + 2)))
    assert lines.rest(np.zeros(2 * len(PLAIN), np.bool_)) == []


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_a_line_of_another_shape_is_not_plain(text: str, either: str) -> None:
    first, last = '{"id":"first, some bytes long"}', '{"id":"last"}'
    for lines in (read(first, text, last), read(first, text, last, end="\r\n\n")):
        assert lines.texts().to_list() == ['{"id": "first, some bytes long"}', '{"id": "last"}']
        assert len(lines.others) == 1
    assert len(read(text).numbers) == 0
    assert read(text).begins(1)


def test_too_much_in_a_line_is_not_plain(either: str) -> None:
    keys = [json.dumps({f"k{number}": "" for number in range(count)}) for count in (MOST_KEYS, MOST_KEYS + 1)]
    assert read(*keys).numbers.tolist() == [1]
    deep = object_of({})
    for _ in range(DEEPEST + 1):
        deep = object_of({"o": deep})
    texts = ['{"o":' * depth + "{}" + "}" * depth for depth in (DEEPEST - 1, DEEPEST)]
    data = "\n".join(texts).encode()
    block = Block(Path("made.json"), data + bytes(PADDING), len(data), 1, len(texts), True, len(data))
    assert block.read(Shape(deep, ())).numbers.tolist() == [1]


def test_lines_that_are_not_plain_are_given_in_order_with_those_that_turn_out_so() -> None:
    lines = read('{"id":"a"}', '{"id":7}', '{"id":"c"}')
    assert lines.rest(np.array([False, True])) == [(2, {"id": 7}), (3, {"id": "c"})]
    assert lines.begins(1)
    assert not lines.begins(2)
    with pytest.raises(ColumnsError, match="not one JSON value a line"):
        read('{"id":"a"}', '{"id":').rest(np.zeros(1, np.bool_))


@pytest.mark.thorough
@SLOW
@given(
    items=st.lists(
        st.dictionaries(
            st.sampled_from(("id", "id2", "flag", "all", "inner", "x", "a key", "é")),
            st.text() | st.integers(-(10**16), 10**16) | st.none() | st.lists(st.text()) | st.booleans()
            | st.dictionaries(st.sampled_from(("id", NAMED, "x")), st.text()),
        )
    ),
    separators=st.sampled_from(((",", ":"), (", ", ": "), (", ", ":"))),
    cut=st.tuples(st.integers(0, 10**6), st.sampled_from(("", *'",:{}[]\\ \n0'))),
)  # fmt: skip
def test_made_lines_are_read_as_a_parser_reads_them(
    items: list[Any], separators: tuple[str, str], cut: tuple[int, str]
) -> None:
    text = "\n".join(json.dumps(item, ensure_ascii=False, separators=separators) for item in items)
    place = cut[0] % (len(text) + 1)
    lines = read(*(text[:place] + cut[1] + text[place:]).split("\n"))
    expected = {}
    for number, line in enumerate((text[:place] + cut[1] + text[place:]).split("\n"), 1):
        if number in lines.numbers:
            expected[number] = json.loads(line)
    hold(lines, expected)


def test_a_file_is_read_in_blocks_of_whole_lines(tmp_path: Path, small: None) -> None:
    path = tmp_path / "made.json"
    texts = [json.dumps({"id": f"{number:0{number}}"}) for number in range(1, 200)]
    path.write_text("\n\n".join(["", *texts]))
    blocks = list(json_blocks(path))
    read_all = [block.read(SHAPE) for block in blocks]
    assert len(blocks) > 5
    assert [text for lines in read_all for text in lines.texts()] == texts
    assert [number for lines in read_all for number in lines.numbers] == [2 * n + 1 for n in range(1, 200)]
    assert [block.begins for block in blocks] == [True, *[False] * (len(blocks) - 1)]


@pytest.mark.parametrize(
    ("content", "message"),
    {
        b"": "nothing in it",
        b" \n\n": "nothing in it",
        b'\n["a"]\n{}': "begins with no object",
        b"\xef\xbb\xbf{}": "begins with no object",
        b'{"id":"\xff"}': "not utf-8",
    }.items(),
)
def test_a_file_that_is_none_of_such_lines_is_told(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    path.write_bytes(content)
    with pytest.raises(ColumnsError, match=message):
        list(json_blocks(path))


def test_the_memory_of_texts_is_let_go_with_the_last_column_of_them() -> None:
    before = len(text_columns._lent)
    texts = read(*['{"id":"a text of some length"}'] * 9).leaves.columns(("id",))["id"]
    part = texts.gather([3, 4])
    del texts
    gc.collect()
    assert part.to_list() == ["a text of some length"] * 2
    del part
    gc.collect()
    assert len(text_columns._lent) == before
