"""The labelled pairs of names: how well scores tell the same company from another, and how far the labels carry."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process, utils

from beholden.graph.matching.pairs import pair_scores
from beholden.graph.matching.score import scale
from beholden.graph.matching.words import name_key_columns
from benchmarks.resolution_data import LabelledPair, labelled_pairs
from benchmarks.resolution_peers import nomenklatura
from benchmarks.statistics import area, drawn_areas, in_turn, row, spread, table

Names = Sequence[tuple[str, str]]

READ = Path(__file__).parent / "data" / "labelled_pairs_read.csv"


def measure_pairs() -> list[str]:
    """The labelled pairs: how well a score tells the same company from another, beside nomenklatura's."""
    pairs = labelled_pairs()
    truth = np.array([pair.same for pair in pairs])
    import_module(
        "numba"
    )  # as a process has that loaded a large source; without, few names are read one by one
    methods, normalising = _scores(pairs)
    drawn = drawn_areas([values for values, _ in methods.values()], truth, [pair.entity for pair in pairs])
    lines = table(
        "method", "area under the curve (95 %)", "beholden's is higher by", "best F1",
        "recall at precision 0.98", "pairs/s",
    )  # fmt: skip
    ours = methods["beholden"][0]
    even = np.ones(len(pairs))
    for place, (name, (values, seconds)) in enumerate(methods.items()):
        own, f1, recall = area(values, truth, even), *_best(values, truth)
        more = ""
        if place:
            more = f"{area(ours, truth, even) - own:+.3f} ({spread(drawn[:, 0] - drawn[:, place])})"
        cells = f"{own:.3f} ({spread(drawn[:, place])})", more, f"{f1:.3f}", f"{recall:.3f}"
        lines.append(row(name, *cells, f"{len(pairs) / seconds:,.0f}"))
    apart = f"Normalising the names alone, without rapidfuzz's own processing, takes {normalising:.4f} s."
    return [*lines, "", apart, "", *_by_kind(pairs, truth, ours), "", *_by_reading(pairs, ours)]


def _scores(pairs: list[LabelledPair]) -> tuple[dict[str, tuple[np.ndarray, float]], float]:
    """Method → a score for each pair, and the seconds that it takes; and those of normalising the names alone.

    nomenklatura is timed once.
    """
    names = [pair.names for pair in pairs]
    ways: dict[str, Callable[[Names], np.ndarray]] = {
        "beholden": _ours,
        "rapidfuzz token_sort": partial(_rapidfuzz, fuzz.token_sort_ratio),
        "rapidfuzz WRatio": partial(_rapidfuzz, fuzz.WRatio),
        "rapidfuzz token_sort, its own processing": partial(_rapidfuzz_alone, fuzz.token_sort_ratio),
        "rapidfuzz WRatio, its own processing": partial(_rapidfuzz_alone, fuzz.WRatio),
    }
    every: dict[str, Callable[[], Any]] = {name: partial(way, names) for name, way in ways.items()}
    methods = in_turn({**every, "normalising": partial(_normalised, names)})
    _, normalising = methods.pop("normalising")
    methods |= nomenklatura(names)
    return {name: (np.asarray(values), seconds) for name, (values, seconds) in methods.items()}, normalising


def _ours(names: Names) -> np.ndarray:
    left, right = (pl.Series("name", [pair[side] for pair in names], dtype=pl.String) for side in (0, 1))
    return pair_scores(left, right).to_numpy()


def _normalised(names: Names) -> dict[str, str]:
    """Each name without its legal form, as ours are compared."""
    different = pl.Series("name", [name for pair in names for name in pair]).unique(maintain_order=True)
    return dict(zip(different, name_key_columns(different)["base"], strict=True))


def _rapidfuzz(scorer: Any, names: Names) -> np.ndarray:
    bases = _normalised(names)
    texts = [[bases[pair[side]] for pair in names] for side in (0, 1)]
    return process.cpdist(texts[0], texts[1], scorer=scorer, dtype=np.float32) / 100


def _rapidfuzz_alone(scorer: Any, names: Names) -> np.ndarray:
    """As rapidfuzz's documentation has it: small letters, without other signs, legal forms and all."""
    texts = [[pair[side] for pair in names] for side in (0, 1)]
    found = process.cpdist(*texts, scorer=scorer, processor=utils.default_process, dtype=np.float32)
    return np.asarray(found) / 100


def _best(values: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """The best F1, and the recall at a precision of 0.98, ties taken together."""
    order = np.argsort(-values, kind="stable")
    ends = np.append(np.nonzero(np.diff(values[order]))[0], len(order) - 1)
    hits = np.cumsum(truth[order])[ends]
    precision, recall = hits / (ends + 1), hits / truth.sum()
    good = recall[precision >= 0.98]
    f1 = float((2 * precision * recall / np.maximum(precision + recall, 1e-9)).max())
    return f1, float(good.max()) if len(good) else 0.0


def _by_kind(pairs: list[LabelledPair], truth: np.ndarray, ours: np.ndarray) -> list[str]:
    over = ours >= scale().same
    lines = table("pairs", "number", "the same by the label", "over the threshold", "of these not the same")
    for kind in _often(pair.kind for pair in pairs):
        chosen = np.array([pair.kind == kind for pair in pairs])
        counts = (chosen, chosen & truth, chosen & over, chosen & over & ~truth)
        lines.append(row(kind, *(int(count.sum()) for count in counts)))
    return lines


def _by_reading(pairs: list[LabelledPair], ours: np.ndarray) -> list[str]:
    """What a person found in pairs that cost most: the highest of the false, and some of the lowest of the true."""
    with READ.open(encoding="utf-8", newline="") as stream:
        read = {int(line["row"]): line["read"] for line in csv.DictReader(stream)}
    lines = table("read pairs, by the label", "number", "scores", "what a person read", "")
    for same, title in ((False, "not the same, highest scores"), (True, "the same, lowest scores, drawn")):
        scores = [ours[at] for at, pair in enumerate(pairs) if pair.row in read and pair.same == same]
        found = Counter(read[pair.row] for pair in pairs if pair.row in read and pair.same == same)
        for text, number in found.most_common():
            cells = (f"{min(scores):.2f} to {max(scores):.2f}", text, number)
            lines.append(row(title, len(scores), *cells))
    return lines


def _often(values: Iterable[str]) -> list[str]:
    return [value for value, _ in Counter(values).most_common()]
