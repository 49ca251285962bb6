"""Speed: many made names against a list, and against lists of growing size."""

import random
import resource
import time
from collections.abc import Sequence

import numpy as np
import polars as pl

from beholden.graph.matching.blocking import Index
from beholden.graph.matching.compare import close, compare
from beholden.graph.matching.score import scale, scored
from beholden.graph.matching.words import NameTable, Vocabulary, key_table, name_key
from benchmarks.statistics import row, share, table

WORDS = [
    "technology",
    "trading",
    "international",
    "industry",
    "service",
    "engineering",
    "shipping",
    "energy",
    "food",
    "textile",
    "design",
    "medical",
    "steel",
    "software",
    "logistics",
    "construction",
    "consulting",
    "chemical",
    "electronic",
    "machinery",
    "packaging",
    "investment",
    "agro",
]
FORMS = ("Ltd", "GmbH", "S.A.", "Inc.", "Co., Ltd.", "LLC", "S.p.A.", "AG", "PLC", "")
SYLLABLES = [
    first + second
    for first in "bcdfghjklmnprstvz"
    for second in ("a", "e", "i", "o", "u", "an", "or", "el", "in")
]


def made_names(count: int, seed: int) -> list[str]:
    """Invented names of companies; the same every time."""
    chance = random.Random(seed)
    pick, join = chance.choice, "".join
    names = []
    for _ in range(count):
        rare = join(pick(SYLLABLES) for _ in range(pick((3, 3, 4)))).capitalize()
        second = join(pick(SYLLABLES) for _ in range(2)).capitalize() + " " if chance.random() < 0.3 else ""
        names.append(f"{rare} {second}{pick(WORDS).capitalize()} {pick(FORMS)}".strip())
    return names


def respelled(names: Sequence[str], seed: int) -> list[str]:
    """The names in another spelling: capitals, no legal form, a letter lost, another order of words."""
    chance = random.Random(seed)
    found = []
    for name in names:
        words = name.split()
        change = chance.randrange(4)
        if change == 1 and len(words) > 2:
            words = words[:2]
        elif change == 2:
            place = chance.randrange(2, len(words[0]) - 1)
            words[0] = words[0][:place] + words[0][place + 1 :]
        elif change == 3 and len(words) > 2:
            words[0], words[1] = words[1], words[0]
        found.append(" ".join(words).upper() if change == 0 else " ".join(words))
    return found


def _match(table: NameTable, index: Index, words: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for start in range(0, table.names.height, 200_000):
        part = table.part(start, 200_000)
        pairs = close(index.candidates(part, words, limit=20, letters=False), part, index.table)
        parts.append(
            scored(compare(pairs, part, index.table, words)).filter(pl.col("score") >= scale().unsure)
        )
    return pl.concat(parts)


def measure_scale(many: int = 3_000_000, few: int = 25_000) -> list[str]:
    """Made names against a list: speed, memory, and how many true pairs the keys keep."""
    lines = table(
        *("names", "against", "columns", "names/s", "matching", "names/s", "pairs kept"),
        *("true pairs among the candidates", "peak memory"),
    )
    for names, listed in (
        (many // 4, few),
        (many // 2, few),
        (many, few),
        (many // 2, few // 2),
        (10_000, 20_000),
    ):
        target = made_names(listed, 1)
        true = min(5_000, names // 10)
        queries = respelled(target[:true], 2) + made_names(names - true, 3)
        vocabulary = Vocabulary()
        started = time.perf_counter()
        asked = key_table([name_key(text) for text in queries], vocabulary)
        right = key_table([name_key(text) for text in target], vocabulary)
        words = vocabulary.frame()
        built = time.perf_counter() - started
        started = time.perf_counter()
        index = Index.of(right, words, letters=False)
        found = _match(asked, index, words)
        took = time.perf_counter() - started
        pairs = index.candidates(asked.part(0, true), words, limit=20, letters=False)
        kept = int(np.unique(pairs.filter(pl.col("left") == pl.col("right"))["left"].to_numpy()).size)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        rates = (f"{built:.1f} s", f"{names / built:,.0f}", f"{took:.1f} s", f"{names / took:,.0f}")
        lines.append(row(names, listed, *rates, found.height, share(kept, true), f"{peak:.1f} GB"))
    return lines
