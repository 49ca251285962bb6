"""How well names are matched: `python -m benchmarks.resolution [sbti|ofac|lists|pairs|scripts|scale]`, as Markdown.

The halves of the data are frozen (a hash of the entity). Thresholds and weights were chosen on one half; what is
reported first is the other. Real lists are read from BEHOLDEN_SHARED and nothing of them is kept.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from beholden.graph.matching.blocking import candidates
from beholden.graph.matching.compare import compare
from beholden.graph.matching.score import scale, scored
from beholden.graph.matching.words import Vocabulary, name_table
from beholden.graph.names import normal
from benchmarks import machine
from benchmarks.resolution_data import (
    Named,
    cross_script_pairs,
    held_back,
    once_in_each,
    sbti,
)
from benchmarks.resolution_lists import measure_lists
from benchmarks.resolution_ofac import measure_ofac
from benchmarks.resolution_pairs import measure_pairs
from benchmarks.resolution_peers import nomenklatura
from benchmarks.statistics import mcnemar, row, share, speed, table

Pairs = set[tuple[int, int]]


def scores(left: Sequence[Named], right: Sequence[Named], limit: int) -> pl.DataFrame:
    """The candidates of two lists with their scores, those of two different known countries left out."""
    vocabulary = Vocabulary()
    both = name_table([named.name for side in (left, right) for named in side], vocabulary)
    one, other = both.part(0, len(left)), both.part(len(left), len(right))
    words = vocabulary.frame()
    found = candidates(one, other, words, limit=limit, letters=False)
    countries = pl.Series([named.country for side in (left, right) for named in side], dtype=pl.String)
    apart = (countries.gather(found["left"]) != countries.gather(found["right"])).fill_null(False)
    rows = scored(compare(found.filter(~apart), one, other, words))
    return rows.with_columns(pl.col("right") - len(left))


def measure_sbti() -> list[str]:
    """The same companies in two editions of the SBTi's table, by name and country; the truth is the LEI."""
    editions, right_leis = (
        (sbti("2023-08", corrected=corrected), sbti("2024-03", corrected=corrected))
        for corrected in (False, True)
    )
    lines = table("editions", "rows", "method", "true pairs", "found", "wrong", "precision", "recall")
    closed = once_in_each(*editions)
    for title, (left, right), part in (
        ("LEI once in each, held-back half", closed, True),
        ("LEI once in each, half for choices", closed, False),
        ("LEI once in each", closed, None),
        ("all rows with an LEI", editions, None),
        ("all rows with an LEI, 16 wrong LEIs of 2023 corrected", right_leis, None),
    ):
        keep = [held_back(one.entity) == part if part is not None else True for one in left]
        truth_of: dict[str, set[int]] = {}
        for number, one in enumerate(right):
            truth_of.setdefault(one.entity, set()).add(number)
        truth = {(i, j) for i, one in enumerate(left) if keep[i] for j in truth_of.get(one.entity, ())}
        by_method = {
            name: {pair for pair in find() if keep[pair[0]]} for name, find in _methods(left, right).items()
        }
        for name, pairs in by_method.items():
            hits = len(pairs & truth)
            counts = (len(truth), len(pairs), len(pairs) - hits)
            parts = (share(hits, len(pairs)), share(hits, len(truth)))
            lines.append(row(title, f"{sum(keep):,} × {len(right):,}", name, *counts, *parts))
        ours, plain = by_method["beholden"], by_method["plain normalising"]
        judged = truth | ours | plain
        wins = sum(
            (pair in ours) == (pair in truth) and (pair in plain) != (pair in truth) for pair in judged
        )
        losses = sum(
            (pair in plain) == (pair in truth) and (pair in ours) != (pair in truth) for pair in judged
        )
        beside = f"{wins} better, {losses} worse, exact McNemar p = {mcnemar(wins, losses):.2g}"
        lines.append(row("", "", f"beholden against plain normalising: {beside}", *[""] * 5))
    return [*lines, "", *speed("all rows with an LEI", _methods(*editions))]


def _methods(left: Sequence[Named], right: Sequence[Named]) -> dict[str, Callable[[], Pairs]]:
    """Each method, as what gives the pairs of row numbers that it takes for the same."""
    return {
        "beholden": partial(_ours, left, right),
        "plain normalising": partial(_plain, left, right),
        "rapidfuzz token_sort ≥ 95": partial(_token_sort, left, right),
    }


def _ours(left: Sequence[Named], right: Sequence[Named]) -> Pairs:
    found = scores(left, right, limit=30)
    return set(found.filter(pl.col("score") >= scale().same).select("left", "right").iter_rows())


def _plain(left: Sequence[Named], right: Sequence[Named]) -> Pairs:
    by_key: dict[tuple[str, str, str | None], list[int]] = {}
    for number, one in enumerate(right):
        by_key.setdefault((*_key(one.name), one.country), []).append(number)
    return {(i, j) for i, one in enumerate(left) for j in by_key.get((*_key(one.name), one.country), ())}


def _token_sort(left: Sequence[Named], right: Sequence[Named]) -> Pairs:
    rows = process.cdist(
        [one.name.casefold() for one in left], [one.name.casefold() for one in right],
        scorer=fuzz.token_sort_ratio, score_cutoff=95, dtype=np.uint8, workers=-1,
    )  # fmt: skip
    return {
        (int(i), int(j)) for i, j in zip(*rows.nonzero(), strict=True) if left[i].country == right[j].country
    }


def _key(name: str) -> tuple[str, str]:
    key = normal(name)
    return key.base, key.form


def measure_scripts() -> list[str]:
    """Names across scripts: each name of one script against all those of the other."""
    pairs = cross_script_pairs()
    vocabulary = Vocabulary()
    left, right = (name_table([pair[side] for pair in pairs], vocabulary) for side in (0, 1))
    count = len(pairs)
    rows = pl.DataFrame(
        [(i, j) for i in range(count) for j in range(count)],
        schema=dict.fromkeys(("left", "right"), pl.UInt32), orient="row",
    )  # fmt: skip
    ours = scored(compare(rows, left, right, vocabulary.frame()))["score"].to_numpy()
    methods = {"beholden": ours}
    every = [(pairs[i][0], pairs[j][1]) for i in range(count) for j in range(count)]
    methods["rapidfuzz token_sort"] = (
        np.array([fuzz.token_sort_ratio(one.casefold(), other.casefold()) for one, other in every]) / 100
    )
    methods |= {name: np.asarray(values) for name, (values, _) in nomenklatura(every).items()}
    lines = table("method", "pairs", "the right one first, alone", "score of 0.82 and more", "of these wrong")
    right_one = np.array([pairs[i][1] == pairs[j][1] for i in range(count) for j in range(count)])
    for name, values in methods.items():
        grid, truth = values.reshape(count, count), right_one.reshape(count, count)
        best = grid.max(axis=1, keepdims=True)
        first = int((((grid == best) & truth).any(axis=1) & ~((grid == best) & ~truth).any(axis=1)).sum())
        over = grid >= scale().unsure
        lines.append(
            row(
                name,
                count,
                share(first, count, 3),
                int((over & truth).any(axis=1).sum()),
                int((over & ~truth).sum()),
            )
        )
    return lines


def main() -> None:
    """Measure what is asked for, all by default, and print Markdown."""
    from benchmarks.resolution_scale import measure_scale

    parts = {
        "sbti": measure_sbti,
        "ofac": measure_ofac,
        "lists": measure_lists,
        "pairs": measure_pairs,
        "scripts": measure_scripts,
        "scale": measure_scale,
    }
    chosen = sys.argv[1:] or list(parts)
    print(
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with `python -m benchmarks.resolution {' '.join(sys.argv[1:])}`.\n"
    )
    print("| | |\n|---|---|")
    print("\n".join(f"| {what} | {value} |" for what, value in machine.facts()))
    for part in chosen:
        print(f"\n### {(parts[part].__doc__ or part).strip()}\n")
        print("\n".join(parts[part]()))


if __name__ == "__main__":
    main()
