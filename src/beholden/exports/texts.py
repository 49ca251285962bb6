"""Columns of values as text of JSON or XML, made in columns, so that no row becomes an object of Python."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from beholden.graph.property_types import TEXTS, Dtype

UNKNOWN_SIGN = "\ufffd"
"""Stands for each sign that XML 1.0 can't hold."""

_JSON = {
    "\\": "\\\\",
    '"': '\\"',
    **{chr(code): f"\\u{code:04x}" for code in range(0x20)},
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_XML = {
    **{chr(code): UNKNOWN_SIGN for code in (*range(0x20), 0xFFFE, 0xFFFF)},
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}


def json_text(values: pl.Expr, dtype: Dtype) -> pl.Expr:
    """A column as JSON values, null where it is null; a date is ISO text, a list of texts an array."""
    if dtype == TEXTS:
        quoted = values.list.eval(_quoted(pl.element())).list.join(", ")
        return pl.concat_str(pl.lit("["), quoted, pl.lit("]"))
    if dtype == pl.String:
        return _quoted(values)
    if dtype == pl.Date:
        return pl.concat_str(pl.lit('"'), values.dt.to_string("iso"), pl.lit('"'))
    return values.cast(pl.String)


def json_objects(columns: Mapping[str, Dtype], before: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
    """A JSON object a row, with what is there of these columns; an empty list is left out as a null is.

    `before` has members to stand in front, name → column of JSON values that are never null.
    """
    members = [
        *(pl.concat_str(pl.lit(f'"{name}": '), values) for name, values in (before or {}).items()),
        *(member(name, dtype) for name, dtype in columns.items()),
    ]
    # Each member has its comma in front; the first one's is taken away.
    parts = [pl.concat_str(pl.lit(", "), one) for one in members]
    return pl.concat_str(pl.lit("{"), pl.concat_str(parts, ignore_nulls=True).str.slice(2), pl.lit("}"))


def member(name: str, dtype: Dtype) -> pl.Expr:
    """A column as members of JSON objects, null where it says nothing."""
    return pl.concat_str(pl.lit(f'"{name}": '), json_text(stated(name, dtype), dtype))


def stated(name: str, dtype: Dtype) -> pl.Expr:
    """A column, with null for a list that is empty."""
    values = pl.col(name)
    return pl.when(values.list.len() > 0).then(values) if dtype == TEXTS else values


def plain_text(name: str, dtype: Dtype) -> pl.Expr:
    """A column as text for formats without lists and dates: a list is a JSON array, a date ISO text."""
    values = stated(name, dtype)
    if dtype == TEXTS:
        return json_text(values, dtype)
    if dtype == pl.String:
        return values
    return values.dt.to_string("iso") if dtype == pl.Date else values.cast(pl.String)


def xml(text: pl.Expr) -> pl.Expr:
    """Text as it stands in an element or attribute of XML; signs that XML can't hold are U+FFFD."""
    return text.str.replace_many(list(_XML), list(_XML.values()))


def xml_text(text: str) -> str:
    """One text as it stands in an element or attribute of XML."""
    return "".join(_XML.get(sign, sign) for sign in text)


def _quoted(text: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit('"'), text.str.replace_many(list(_JSON), list(_JSON.values())), pl.lit('"'))
