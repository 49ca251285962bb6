"""The score of a pair of names: a sum of named parts, each of which can be printed, and the zone it falls in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from beholden.graph.matching.compare import PARTS

COUNTRY_PARTS = ("country_unknown", "country_other")


@dataclass(frozen=True, slots=True)
class Scale:
    """What each part weighs and says, and where the zones begin."""

    same: float
    unsure: float
    weights: Mapping[str, float]
    says: Mapping[str, str]


@cache
def scale() -> Scale:
    """The scale as `data/matching.toml` has it."""
    text = files("beholden.graph").joinpath("data", "matching.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    parts: dict[str, tuple[float, str]] = data["parts"]
    if set(parts) != {*PARTS, *COUNTRY_PARTS}:
        raise ValueError(f"matching.toml: [parts] must have {', '.join((*PARTS, *COUNTRY_PARTS))}")
    return Scale(
        same=data["zones"]["same"],
        unsure=data["zones"]["unsure"],
        weights={name: weight for name, (weight, _) in parts.items()},
        says={name: says for name, (_, says) in parts.items()},
    )


def scored(compared: pl.DataFrame) -> pl.DataFrame:
    """The compared pairs with `score`, 0 to 1; the parts that a country gives count where they are there."""
    weights = scale().weights
    parts = [pl.col(name) * weight for name, weight in weights.items() if name in compared.columns]
    return compared.with_columns(score=pl.sum_horizontal(parts).clip(0, 1).cast(pl.Float64).round(4))


def reasons(parts: Mapping[str, float]) -> list[str]:
    """What speaks for a pair and against it, in words, with what each part adds to the score.

    >>> reasons({"shared": 1.0, "letters": 1.0, "info": 1.0, "form_lacks": 1.0})[-1]
    'one lacks the legal form (-0.02)'
    """
    known = scale()
    return [
        f"{known.says[name].format(percent=f'{value:.0%}')} ({value * known.weights[name]:+.2f})"
        for name, value in parts.items()
        if name in known.weights and value
    ]
