"""The digest of a row is that of its kind, ends and properties, whatever the other rows are."""

from __future__ import annotations

import hashlib
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.kinds import schema
from beholden.graph.neo4j.rows import ENDS, HASH, Digest, columns
from beholden.graph.property_types import TEXTS, Dtype

OWNS = schema().kind("OWNS")
NAMES = sorted((*columns(OWNS), *ENDS))


def values(dtype: Dtype) -> st.SearchStrategy[object]:
    """Few values, so that columns with one value and with some come up."""
    words = st.sampled_from(["", "a", "|id=1:b", "ü", "x" * 30])
    return {
        pl.String: words,
        TEXTS: st.lists(words, max_size=2),
        pl.Date: st.sampled_from([date(2020, 1, 31), date(1, 2, 3)]),
        pl.Float64: st.sampled_from([0.5, 0.125]),
        pl.Int64: st.integers(-1, 1),
        pl.Boolean: st.booleans(),
    }[dtype]


def told(row: dict[str, object]) -> str:
    """What the digest of a row is made of, written down without columns."""
    text = "OWNS"
    for name in NAMES:
        value = row[name]
        if value is None:
            continue
        if isinstance(value, list):
            value = "\x1f".join((str(len(value)), *value)) if value else "0\x1f"
        said = str(value).lower() if isinstance(value, bool) else str(value)
        text += f"|{name}={len(said.encode())}:{said}"
    return text


def number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest()[:8], "little", signed=True)


@pytest.mark.thorough
@given(st.data())
def test_each_row_has_the_digest_of_its_own_text(data: st.DataObject) -> None:
    dtypes = OWNS.columns()
    size = data.draw(st.integers(1, 4))
    varied = data.draw(st.sets(st.sampled_from(NAMES), max_size=6))
    columns = {}
    for name in NAMES:
        value = st.none() | values(dtypes[name])
        columns[name] = (
            [data.draw(value) for _ in range(size)] if name in varied else [data.draw(value)] * size
        )
    frame = pl.DataFrame(columns, schema={name: dtypes[name] for name in NAMES})

    digest = Digest()
    numbers = digest.add(OWNS, frame)

    assert numbers.name == HASH
    assert numbers.to_list() == [number(told(row)) for row in frame.iter_rows(named=True)]
    apart = Digest()
    for row in frame.iter_slices(1):
        apart.add(OWNS, row)
    assert apart.text() == digest.text()


def test_a_kind_without_rows_has_no_digests() -> None:
    frame = pl.DataFrame(schema={name: OWNS.columns()[name] for name in NAMES})
    assert Digest().add(OWNS, frame).to_list() == []
