"""The FCC's Covered List: each row is equipment or a service, with its makers where the row names them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beholden.errors import SourceError
from beholden.loaders import Entity, Record, Rejected, Relation, Snapshot, Source
from beholden.loaders.us_fcc_covered_list.sentences import dates, sentence
from beholden.loaders.us_fcc_covered_list.tables import COVERED, INCLUDED, is_html, read_csv, read_html

SOURCE = Source.beside(__file__)
LIST = "list/us-fcc-covered"


def snapshot(files: Sequence[Path]) -> Snapshot:
    """No file says of which day it is; the page's table is whole where `read` does not refuse it."""
    return Snapshot(complete=all(is_html(file) for file in files))


def read(files: Sequence[Path]) -> Iterator[Record | Rejected]:
    """Yield the rows of one edition; two files would be two editions, or one twice, and raise SourceError."""
    if len(files) > 1:
        raise SourceError(
            f"{', '.join(file.name for file in files)}: give one file, since each is an edition of the whole list"
        )
    yield from read_html(files[0]) if is_html(files[0]) else read_csv(files[0])


def convert(record: Record) -> Iterator[Entity | Relation]:
    """Say what is covered, who makes it, and that both stand on the list as far as the sentence goes."""
    text: str = " ".join(record.take(COVERED).split())
    start, updates = dates(record.take(INCLUDED))
    read = sentence(text)
    listing: dict[str, Any] = {"key": [start], "start": start, "scope": text, "remarks": updates}
    product = SOURCE.entity(
        "Product", key=[start, *(read.makers or (read.what,))], name=read.what, description=text
    )
    yield product
    yield SOURCE.relation("LISTED_ON", product, LIST, **listing)
    makers = {name: SOURCE.entity("Company", key=[name], name=name) for name in read.makers}
    for maker in makers.values():
        yield maker
        yield SOURCE.relation("MAKES", maker, product)
        yield SOURCE.relation("LISTED_ON", maker, LIST, **listing)
    if read.owned:
        owner, owned, words = read.owned
        yield SOURCE.relation(
            "OWNS",
            makers[owner],
            makers[owned],
            share=1.0,
            share_of="unknown",
            direct="direct",
            interest="unknown_interest",
            stated_on=start,
            quote=words,
        )
