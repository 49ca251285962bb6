"""JSON is read item by item, with the line of each, whatever a chunk cuts in two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from beholden.errors import SourceError
from beholden.loaders import json_items as module
from beholden.loaders.json_items import json_items

ITEMS: list[Any] = [
    {"name": "Lämp \\ 灯", "n": [1, 2.5, None, True]},
    "text",
    12,
    {},
    [],
    {"deep": {"er": ["x"]}},
]


@pytest.fixture(params=[1, 3, 7, 1 << 20], ids=lambda size: f"chunks of {size}")
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", request.param)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "items.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.usefixtures("chunk")
def test_an_array_one_value_a_line_and_an_array_under_a_key_are_the_same(tmp_path: Path) -> None:
    lines = [json.dumps(item, ensure_ascii=False) for item in ITEMS]
    numbered = list(enumerate(ITEMS, start=2))
    array = "[\n" + ",\n".join(lines) + "\n]\n"
    assert list(json_items(write(tmp_path, array))) == numbered
    assert list(json_items(write(tmp_path, "\n" + "\n".join(lines)))) == numbered
    under = '{"meta": {"a": [1]}, "records": ' + array + ', "more": {"b": 2}}'
    assert list(json_items(write(tmp_path, under), ("records",))) == numbered
    assert list(json_items(write(tmp_path, "\ufeff" + array))) == numbered


@pytest.mark.usefixtures("chunk")
def test_an_object_without_the_key_is_an_item(tmp_path: Path) -> None:
    text = '{"records_of": 1, "b": "}"}\n{"records": [1]}\n'
    assert list(json_items(write(tmp_path, text), ("releases",))) == [
        (1, {"records_of": 1, "b": "}"}),
        (2, {"records": [1]}),
    ]
    assert list(json_items(write(tmp_path, "[]"))) == []


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "items.json: the file is empty"),
        (" \n", "items.json: the file is empty"),
        (b"PK\x03\x04", "this is a ZIP, PDF or gzip file"),
        (b"\x1f\x8b\x08", "this is a ZIP, PDF or gzip file"),
        (b"[1,\x00]", "a NUL byte at byte 3"),
        ('["a",\n"b', "items.json:2: this is not the JSON expected: Unterminated string"),
        ("[1,\n2\n", 'items.json:3: this is not the JSON expected: "," must stand here'),
        ("[1] 2", "something follows the end of the list"),
        ('{"records": [1], "x": 1', '"}" must stand here'),
        ('{"records": 1}', '"[" must stand here'),
        ('{"a": 1}\n{"a": NaN}', "items.json:2: this is not the JSON expected: NaN is no number"),
        ('[{"a": tru, "b": "' + "x" * 50 + '"}]', "Expecting value"),
        ("[" + "9" * 5000 + "]", "Exceeds the limit"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_what_is_no_whole_json_is_one_error(tmp_path: Path, text: str | bytes, message: str) -> None:
    if module.CHUNK < 1000 and len(text) > 10_000:
        return
    with pytest.raises(SourceError) as raised:
        list(json_items(write(tmp_path, text), ("records",)))
    if not (isinstance(text, bytes) and module.CHUNK < 4 and text[:1] != b"["):
        assert message in str(raised.value)


@pytest.mark.usefixtures("chunk")
def test_bytes_that_are_no_utf_8_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"items\.json:2: byte \d is not utf-8"):
        list(json_items(write(tmp_path, b'["a",\n"\xe9"]')))
    with pytest.raises(SourceError, match="is not utf-8"):
        list(json_items(write(tmp_path, b'["a\xe2\x82')))


def test_an_item_without_an_end_is_not_read_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 1000)
    monkeypatch.setattr(module, "LARGEST", 10_000)
    with pytest.raises(SourceError, match="Unterminated string"):
        list(json_items(write(tmp_path, '["' + "x" * 1_000_000)))
