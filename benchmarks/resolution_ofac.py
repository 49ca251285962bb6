"""Each name of an entity on OFAC's lists in turn, as a query against all other names."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from beholden.graph.matching.blocking import candidates
from beholden.graph.matching.compare import compare
from beholden.graph.matching.parties import alike
from beholden.graph.matching.score import scale, scored
from beholden.graph.matching.words import NameTable, Vocabulary, name_key, name_table
from beholden.graph.names import is_weak, normal
from benchmarks.resolution_data import Named, held_back, ofac
from benchmarks.statistics import in_turn, row, share, table

_LIMIT, _COMMON = 60, 400


def measure_ofac() -> list[str]:
    """Each name of an entity on OFAC's lists in turn, as a query against all other names."""
    named = ofac()
    ways = {"ours": partial(_compared, named), "token_sort": partial(_token_sort_first, named)}
    measured = in_turn(ways)
    (names, words, pairs, found), took = measured["ours"]
    by_token_sort, took_token_sort = measured["token_sort"]
    entity = pl.Series([one.entity for one in named])
    found = found.with_columns(
        mine=entity.gather(found["left"]), other=entity.gather(found["right"])
    ).with_columns(same=pl.col("mine") == pl.col("other"))
    several = entity.is_duplicated().to_numpy()
    texts: dict[str, set[str]] = {}
    for one in named:
        texts.setdefault(one.name.casefold(), set()).add(one.entity)
    namesake = np.array([len(texts[one.name.casefold()]) > 1 for one in named])
    hits = {
        "reached": _marked(len(named), found.filter("same")["left"]),
        "first": _first(len(named), found),
        "token_sort": by_token_sort,
    }
    over = _one_entity(found, scale().same)
    told = {
        "over": (_marked(len(named), over["left"]), _marked(len(named), over.filter("same")["left"])),
        "joined": _joined(named, found),
    }
    kinds = np.array([one.kind for one in named])
    held = np.array([held_back(one.entity) for one in named])
    lines = [
        f"{len(named):,} names of {entity.n_unique():,} entities; {took:.1f} s for all, names in columns included; "
        f"token_sort of all {len(named) ** 2:,} pairs {took_token_sort:.1f} s.",
        "",
    ]
    heads = ("queries", "number", "found by the keys", "right entity first", "token_sort first")
    lines += table(
        *heads, "one entity over the threshold", "precision", "recall", "joined", "precision", "recall"
    )
    for title, chosen in (
        ("held-back half", held), ("half for choices", ~held), ("all", np.ones(len(named), dtype=bool)),
        *((f"kind: {kind}", kinds == kind) for kind in ("first name", "aka", "fka", "nka")),
        ("name that no second entry has", ~namesake), ("name that a second entry has too", namesake),
    ):  # fmt: skip
        asked = several & chosen
        total = int(asked.sum())
        cells: list[object] = [share(int((asked & hit).sum()), total, 3) for hit in hits.values()]
        for answered, right in told.values():
            count, good = int((asked & answered).sum()), int((asked & right).sum())
            cells += [count, share(good, count, 3), share(good, total, 3)]
        lines.append(row(title, total, *cells))
    return [*lines, "", *_kept(named, names, words, pairs)]


def _compared(named: Sequence[Named]) -> tuple[NameTable, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The names in columns, their words, the pairs that the keys find, and the scores of those of two names."""
    vocabulary = Vocabulary()
    names = name_table([one.name for one in named], vocabulary)
    words = vocabulary.frame()
    pairs = candidates(names, names, words, limit=_LIMIT, common=_COMMON)
    found = scored(compare(pairs, names, names, words)).select("left", "right", "score")
    return names, words, pairs, found.filter(pl.col("left") != pl.col("right"))


def _marked(count: int, places: pl.Series) -> np.ndarray:
    marks = np.zeros(count, dtype=bool)
    marks[places.to_numpy()] = True
    return marks


def _first(count: int, found: pl.DataFrame) -> np.ndarray:
    best = found.sort(["left", "score", "right"], descending=[False, True, False]).unique(
        "left", keep="first"
    )
    return _marked(count, best.filter("same")["left"])


def _one_entity(found: pl.DataFrame, least: float) -> pl.DataFrame:
    """The queries that names of exactly one entity reach with this score, with that entity."""
    reached = found.filter(pl.col("score") >= least).group_by("left")
    one = reached.agg(
        pl.col("other").n_unique().alias("entities"), pl.col("other").first(), pl.col("same").any()
    )
    return one.filter(pl.col("entities") == 1)


def _joined(named: Sequence[Named], found: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which queries are answered as a build joins names, and which rightly.

    A bare acronym joins nothing; only one entity fits or may fit; and the one that fits has no namesake of its own in
    the list, the name that is asked left aside.
    """
    answers = _one_entity(found, scale().unsure).join(
        found.filter(pl.col("score") >= scale().same).select("left").unique(), on="left"
    )
    # Entity → the names of other entities that fit it: a query that is one of them is no other.
    rivals: dict[str, set[int]] = {}
    for name, other in (
        found.filter(~pl.col("same") & (pl.col("score") >= scale().same)).select("left", "other").iter_rows()
    ):
        rivals.setdefault(other, set()).add(name)
    kept = [
        not is_weak(named[name].name) and not rivals.get(other, set()) - {name}
        for name, other in answers.select("left", "other").iter_rows()
    ]
    answers = answers.filter(pl.Series(kept, dtype=pl.Boolean))
    return _marked(len(named), answers["left"]), _marked(len(named), answers.filter("same")["left"])


def _token_sort_first(named: Sequence[Named]) -> np.ndarray:
    """For each name whether rapidfuzz's token_sort_ratio, over all pairs, puts another name of its entity first."""
    texts = [" ".join(normal(one.name).base.split()) for one in named]
    right = np.zeros(len(named), dtype=bool)
    for start in range(0, len(named), 1_000):
        block = process.cdist(
            texts[start : start + 1_000], texts, scorer=fuzz.token_sort_ratio, dtype=np.float32, workers=-1
        )
        block[np.arange(len(block)), np.arange(start, start + len(block))] = -1
        for number, place in enumerate(block.argmax(axis=1)):
            right[start + number] = named[start + number].entity == named[place].entity
    return right


def _kept(named: Sequence[Named], names: NameTable, words: pl.DataFrame, pairs: pl.DataFrame) -> list[str]:
    """How many of all pairs of names of one entity the keys keep, by the score that the pair has without any keys."""
    members: dict[str, list[int]] = {}
    for number, one in enumerate(named):
        members.setdefault(one.entity, []).append(number)
    true = [(i, j) for own in members.values() for i in own for j in own if i < j]
    frame = pl.DataFrame(true, schema={"left": pl.UInt32, "right": pl.UInt32}, orient="row")
    score = scored(compare(frame, names, names, words))["score"].to_numpy()
    screened = set(pairs.rows())
    keys = [name_key(one.name) for one in named]
    asked = sorted(set(keys))
    frame = pl.DataFrame(asked, schema=["base", "form"], orient="row").with_columns(country=pl.lit("XX"))
    built = {frozenset((asked[one.left], asked[one.right])) for one in alike(frame)}
    screen = np.array([pair in screened or pair[::-1] in screened for pair in true])
    ends = [(keys[i], keys[j]) for i, j in true]
    build = np.array([one == other or frozenset((one, other)) in built for one, other in ends])
    lines = table(
        "true pairs of names", "number", "kept by the keys of screening", "kept by the keys of a build"
    )
    for title, least in (
        ("of the score 0.90 and more", 0.9), ("of 0.82 and more, which a build keeps", 0.82),
        ("of 0.70 and more, which the command shows", 0.7), ("of 0.60 and more", 0.6), ("all", -1.0),
    ):  # fmt: skip
        chosen = score >= least
        total = int(chosen.sum())
        built_share = share(int((chosen & build).sum()), total) if least >= 0.82 else ""
        lines.append(row(title, total, share(int((chosen & screen).sum()), total), built_share))
    return lines
