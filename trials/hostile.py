"""What the trials put where a publisher's data should be: damaged bytes, and texts that mean something elsewhere."""

import re
from collections.abc import Callable

from hypothesis import strategies as st

TEXTS = [
    "",
    " ",
    "\u00a0",
    "-0-",
    "0",
    "-1",
    "9" * 400,
    "1e999",
    "NaN",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "31/02/2024",
    "None",
    "null",
    "true",
    "'",
    '"',
    '""',
    "\\",
    "\\'",
    "`",
    "$as_of",
    "{id}",
    "%s%n",
    ";",
    "' OR 1=1 //",
    "'}) DETACH DELETE n //",
    "*/ RETURN 1 /*",
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "<!--",
    "]]>",
    "&amp;",
    "&nosuch;",
    "=1+1",
    "@SUM(A1)",
    "../../etc/passwd",
    "file:///etc/passwd",
    "http://[",
    "javascript:alert(1)",
    "a,b",
    "a\nb",
    "a\r\nb",
    "a\tb",
    "\x1e",
    "\x1f",
    "a\x1fb",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202etxt.exe",
    "\u200b",
    "\ufeff",
    "e\u0301" * 50,
    "İIıi",
    "ß",
    "ﬁ",
    "杭州海康威视数字技术股份有限公司",
    "شركة",
    "👩‍👩‍👧",
    "\U0010fffd",
    "Ltd.",
    "有限公司",
    "list/us-bis-entity",
    "ungc",
    "curated/x",
    "body/cn-sasac",
    "x" * 70_000,
    "[" * 3_000,
    "title = " + "[" * 3_000,
    "(" * 3_000,
    "<b>" * 600,
]
BYTES = [
    b"\x00",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\x1a",
    b"PK\x03\x04",
    b"<!DOCTYPE x>",
    b"\r",
    b"\n",
]

texts = st.one_of(st.sampled_from(TEXTS), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
"""Texts that mean something elsewhere, and any other text that UTF-8 can write."""

_VALUE = re.compile(rb'[^,"<>=\r\n]+')
"""A piece of a file between what CSV, XML, HTML and TOML set off their values with."""


def _cut(data: bytes, at: int, length: int, _: bytes) -> bytes:
    return data[:at] + data[at + length :]


def _truncate(data: bytes, at: int, _: int, __: bytes) -> bytes:
    return data[:at]


def _overwrite(data: bytes, at: int, _: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _insert(data: bytes, at: int, _: int, new: bytes) -> bytes:
    return data[:at] + new + data[at:]


def _repeat(data: bytes, at: int, length: int, _: bytes) -> bytes:
    return data[: at + length] + data[at : at + length] + data[at + length :]


def _swap(data: bytes, at: int, length: int, _: bytes) -> bytes:
    first, second = data[at : at + length], data[at + length : at + 2 * length]
    return data[:at] + second + first + data[at + 2 * length :]


def _replace_value(data: bytes, at: int, _: int, new: bytes) -> bytes:
    found = _VALUE.search(data, at) or _VALUE.search(data)
    return data if found is None else data[: found.start()] + new + data[found.end() :]


def _replace_line(data: bytes, at: int, _: int, new: bytes) -> bytes:
    start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
    return data[:start] + new + (data[end:] if end >= 0 else b"")


def _replace_all(_: bytes, __: int, ___: int, new: bytes) -> bytes:
    return new


Damage = Callable[[bytes], bytes]
_new = st.one_of(texts.map(str.encode), st.sampled_from(BYTES), st.binary(min_size=1, max_size=4))


def _damage(how: Callable[[bytes, int, int, bytes], bytes], where: float, length: int, new: bytes) -> Damage:
    return lambda data: how(data, int(where * len(data)), length, new)


damages: st.SearchStrategy[Damage] = st.builds(
    _damage,
    st.sampled_from(
        [
            *([_replace_value] * 6),
            _replace_line,
            _replace_line,
            _cut,
            _truncate,
            _overwrite,
            _insert,
            _insert,
            _repeat,
            _swap,
            _replace_all,
        ]
    ),
    st.floats(0, 1),
    st.integers(1, 300),
    _new,
)
"""One damage to a file: most often one of its values is replaced, else bytes are cut, repeated or overwritten."""

replaced_values: st.SearchStrategy[Damage] = st.builds(
    _damage, st.just(_replace_value), st.floats(0, 1), st.just(0), texts.map(str.encode)
)
"""A damage that leaves the shape of a file as it is more often than not."""
