"""Speed: many made names against a list, against lists of growing size, and in a build that has a few more."""

import random
import resource
import time
from collections.abc import Sequence

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from beholden.graph.matching.blocking import Index
from beholden.graph.matching.compare import close, compare
from beholden.graph.matching.parties import KEY, NOTHING, compared
from beholden.graph.matching.score import scale, scored
from beholden.graph.matching.words import NameTable, Vocabulary, name_key_columns, name_table
from benchmarks.statistics import in_turn, row, share, table

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


_AT_ONCE = 200_000
_LIMIT = 10
"""How many names a name is compared with at most."""


def _match(parts: Sequence[NameTable], index: Index, words: pl.DataFrame) -> pl.DataFrame:
    found = []
    for part in parts:
        pairs = close(index.candidates(part, words, limit=_LIMIT, letters=False), part, index.table)
        found.append(
            scored(compare(pairs, part, index.table, words)).filter(pl.col("score") >= scale().unsure)
        )
    return pl.concat(found)


def measure_scale(many: int = 3_000_000, few: int = 25_000) -> list[str]:
    """Made names against a list: speed, memory, and how many true pairs the keys keep."""
    lines = table(
        *(
            "names",
            "against",
            "columns (processor)",
            "names/s",
            "matching (processor)",
            "names/s",
            "pairs found",
        ),
        *("true pairs that the keys keep", "peak memory"),
    )
    for names, listed in (
        (1_000, few),
        (many // 4, few),
        (many // 2, few),
        (many // 2, few // 2),
        (many, few),
        (1_000, many // 3),
    ):
        target = made_names(listed, 1)
        true = min(5_000, names // 2)
        queries = respelled(target[:true], 2) + made_names(names - true, 3)
        vocabulary = Vocabulary()
        started, building = time.perf_counter(), time.process_time()
        asked = [
            name_table(queries[start : start + _AT_ONCE], vocabulary) for start in range(0, names, _AT_ONCE)
        ]
        words = vocabulary.frame()
        built, building = time.perf_counter() - started, time.process_time() - building
        del queries
        right = name_table(target, vocabulary)
        words = vocabulary.frame()
        index = Index.of(right, words, letters=False)
        started, worked = time.perf_counter(), time.process_time()
        found = _match(asked, index, words)
        took, worked = time.perf_counter() - started, time.process_time() - worked
        pairs = index.candidates(asked[0].part(0, true), words, limit=_LIMIT, letters=False)
        kept = int(pairs.filter(pl.col("left") == pl.col("right")).height)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        rates = (
            f"{built:.1f} s",
            f"{names / built:,.0f}",
            f"{took:.1f} s ({worked:.1f} s)",
            f"{names / took:,.0f}",
        )
        lines.append(row(names, listed, *rates, found.height, share(kept, true), f"{peak:.1f} GB"))
    return [*lines, "", *_growing(many // 10), "", *_screening()]


def _growing(many: int, more: int = 1_000) -> list[str]:
    """What a build compares: all names of forty countries, more than before, and the same again."""
    chance = random.Random(4)
    countries = [one + other for one in "ABCDEFGH" for other in "ABCDE"]
    names = made_names(many, 1)
    names += [*respelled(names[: more // 2], 2), *made_names(more - more // 2, 5)]
    drawn = chance.choices(countries, [1 / place for place in range(1, 41)], k=many)
    drawn += [*drawn[: more // 2], *chance.choices(countries, k=more - more // 2)]
    different = pl.Series("name", names).unique(maintain_order=True)
    keys = name_key_columns(different).with_columns(different)
    rows = pl.DataFrame({"name": names, "country": drawn}).join(keys, on="name", maintain_order="left")
    lines = table("names of a build", "compared before", "time (processor)", "pairs found")
    before = NOTHING
    for count, known in ((many, 0), (many + more, many), (many + more, many + more)):
        own = rows.head(count).select(KEY).unique().sort(KEY)
        started, worked = time.perf_counter(), time.process_time()
        before = compared(own, before)
        took, worked = time.perf_counter() - started, time.process_time() - worked
        lines.append(row(count, known, f"{took:.1f} s ({worked:.1f} s)", before.pairs.height))
    return lines


def _screening(names: int = 10_000, entities: int = 20_000) -> list[str]:
    """Names a second that the keys of screening, runs of letters among them, look up, and token_sort of all pairs."""
    vocabulary = Vocabulary()
    targets, queries = made_names(entities, 1), respelled(made_names(names, 1), 2)
    right = name_table(targets, vocabulary)
    asked = name_table(queries, vocabulary)
    words = vocabulary.frame()
    index = Index.of(right, words)

    def ours() -> None:
        for start in range(0, names, 2_000):
            part = asked.part(start, 2_000)
            scored(compare(index.candidates(part, words, limit=60), part, right, words))

    def all_pairs() -> None:
        for start in range(0, names, 1_000):
            block = process.cdist(
                queries[start : start + 1_000],
                targets,
                scorer=fuzz.token_sort_ratio,
                dtype=np.uint8,
                workers=-1,
            )
            block.argmax(axis=1)

    measured = in_turn({"ours": ours, "all pairs": all_pairs})
    took, every = measured["ours"][1], measured["all pairs"][1]
    return [
        f"Screening {names:,} names against {entities:,}: {took:.1f} s, {names / took:,.0f} names/s; "
        f"rapidfuzz's token_sort of all pairs, with both cores: {every:.1f} s, {names / every:,.0f} names/s."
    ]
