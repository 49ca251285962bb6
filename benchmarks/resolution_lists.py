"""Listed parties against the participants of the Compact, each pair over the threshold read by a person."""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from beholden.graph.clusters import Candidate
from beholden.graph.matching.blocking import candidates
from beholden.graph.matching.compare import compare
from beholden.graph.matching.parties import alike
from beholden.graph.matching.score import scale, scored
from beholden.graph.matching.words import Vocabulary, key_table
from beholden.graph.name_keys import NameKeys
from beholden.graph.named import KEY
from beholden.graph.partitions import partitions
from beholden.graph.release import resolution_candidates
from beholden.graph.resolve import resolve
from beholden.graph.workspace import Workspace
from benchmarks.real_lists import FILES, load_real
from benchmarks.statistics import row, share, speed, table

LABELS = Path(__file__).parent / "data" / "lists_against_compact.csv"
COMPACT = "ungc_participants/"

Pair = tuple[str, str]
Sides = tuple[pl.DataFrame, pl.DataFrame]
"""The names of listed records and those of participants: the `id` of whose name it is, and its `KEY`."""


@cache
def labels() -> dict[Pair, tuple[str, str]]:
    """Listed record and participant → the stratum in which the pair was read, and what it was found to be."""
    with LABELS.open(encoding="utf-8", newline="") as stream:
        return {
            (line["listed"], line["participant"]): (line["stratum"], line["label"])
            for line in csv.DictReader(stream)
        }


def measure_lists() -> list[str]:
    """Listed parties against the participants of the Compact; every pair over the threshold was read by a person."""
    read = labels()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        for source, files, snapshot in FILES:
            if source != "sbti_companies":
                load_real(source, files, workspace.folder, snapshot)
        paths = list(partitions(workspace.claims))
        every, keys = resolution_candidates(workspace, paths), NameKeys(paths)
    sides = _sides(every, keys)
    best = _best_scores(sides)
    over = {pair for pair, score in best.items() if score >= scale().same}
    # As a build would join them if no list forbade it: only one party fits or may fit.
    free = resolve([one._replace(listed=False) for one in every], [], keys).canonical
    joined = {pair for pair in {*over, *read} if free[pair[0]] == free[pair[1]]}
    lines = table("pairs", "number", "the same", "different", "unsure", "not read", "precision")
    for title, pairs in (
        (f"score of {scale().same} and more", over),
        ("of these a build would join, were none listed", joined & over),
    ):
        found = Counter(read.get(pair, ("", "not read"))[1] for pair in pairs)
        counts = [found[label] for label in ("same", "different", "unsure", "not read")]
        lines.append(row(title, len(pairs), *counts, share(found["same"], len(pairs))))
    lines += ["", *table("stratum of score", "pairs", "read", "the same", "different", "unsure")]
    for title, low, high in (("0.60 to 0.90", 0.6, 0.9), ("0.50 to 0.60", 0.5, 0.6)):
        found = Counter(label for stratum, label in read.values() if stratum == title)
        count = sum(low <= score < high for score in best.values())
        labelled = [found[label] for label in ("same", "different", "unsure")]
        lines.append(row(title, count, sum(found.values()), *labelled))
    same = {pair for pair, (_, label) in read.items() if label == "same"}
    friends = {pair for pair, (stratum, _) in read.items() if stratum == "false friend"}
    return [
        *lines,
        "",
        f"Of the {len(same)} pairs read as the same {share(len(same & over), len(same), 3)} are over the threshold. "
        f"Of the {len(friends)} false friends {len(friends & over)} are, and {len(friends & joined)} would be joined. "
        f"Such a build would join {len(joined - over - same)} pair under the threshold, by a chain, that was read as "
        "not the same.",
        "",
        *speed(
            f"{len(sides[0]):,} names of listed parties × {len(sides[1]):,} of participants, of one country",
            {"beholden": partial(_alike, sides), "rapidfuzz token_sort": partial(_token_sort, sides)},
        ),
    ]


def _sides(every: Iterable[Candidate], keys: NameKeys) -> Sides:
    """The names of the listed records and of the participants of which a country is known."""
    sides: tuple[list[tuple[str, ...]], list[tuple[str, ...]]] = ([], [])
    for one in every:
        country = one.country or one.country_lent
        if not one.party or one.kind == "Person" or country is None:
            continue
        side = 0 if one.listed else 1 if one.id.startswith(COMPACT) else None
        if side is not None:
            found = {key for name in one.names for key in keys.of(name)}
            sides[side].extend((one.id, *key, country) for key in sorted(filter(None, found)))
    listed, participants = (pl.DataFrame(side, schema=("id", *KEY), orient="row") for side in sides)
    return listed, participants


def _best_scores(sides: Sides) -> dict[Pair, float]:
    """The best score of each listed record with each participant of its country, of those that share a key."""
    vocabulary = Vocabulary()
    left, right = (key_table(side.select("base", "form"), vocabulary) for side in sides)
    words = vocabulary.frame()
    ids, countries = ([side[column] for side in sides] for column in ("id", "country"))
    pairs = candidates(left, right, words, limit=200, common=600)
    here = countries[0].gather(pairs["left"]) == countries[1].gather(pairs["right"])
    pairs = scored(compare(pairs.filter(here), left, right, words))
    rows = pairs.select(
        "score", listed=ids[0].gather(pairs["left"]), participant=ids[1].gather(pairs["right"])
    )
    best = rows.group_by("listed", "participant").agg(pl.col("score").max())
    return {(one, other): score for one, other, score in best.iter_rows()}


def _alike(sides: Sides) -> set[Pair]:
    """The pairs over the threshold as a build looks for them, among the listed records and the participants too."""
    names = pl.concat([side.select(KEY) for side in sides]).unique().sort(KEY)
    over = [pair for pair in alike(names) if pair.score >= scale().same]
    left, right = ([pair.left for pair in over], [pair.right for pair in over])
    every = range(names.height)
    ends = pl.DataFrame(
        {"listed": [*left, *right, *every], "participant": [*right, *left, *every]},
        schema=dict.fromkeys(("listed", "participant"), pl.UInt32),
    )
    for side, end in zip(sides, ends.columns, strict=True):
        ends = ends.join(
            names.with_row_index(end).join(side, on=KEY).select(end, pl.col("id").alias(f"{end} id")), on=end
        )
    return set(ends.select("listed id", "participant id").iter_rows())


def _token_sort(sides: Sides) -> set[Pair]:
    """The pairs with a token_sort_ratio of 95 and more of rapidfuzz, over all pairs of one country."""
    found: set[Pair] = set()
    left, right = (side.group_by("country").agg("id", "base") for side in sides)
    for listed, names, participants, others in left.join(right, on="country").drop("country").iter_rows():
        rows = process.cdist(
            names, others, scorer=fuzz.token_sort_ratio, score_cutoff=95, dtype=np.uint8, workers=-1
        )
        found |= {(listed[i], participants[j]) for i, j in zip(*rows.nonzero(), strict=True)}
    return found
