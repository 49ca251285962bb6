"""Which pairs of names are looked at, and which of their words are spellings of one."""

import random
from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from beholden.graph.matching import blocking, common_words, letters
from beholden.graph.matching.blocking import Index, name_keys
from beholden.graph.matching.compare import compare
from beholden.graph.matching.score import scored
from beholden.graph.matching.words import Vocabulary, key_table, name_table, skeleton

WORDS = [
    *("trading", "energy", "kitewire", "shipping", "industry", "medical", "zephyr", "steel"),
    *("lampworks", "software", "food", "agro", "general"),
]
LETTERS = st.text("abcdeksz", min_size=1, max_size=12) | st.text("ab", min_size=60, max_size=70)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and another, mostly the same but for some letters."""
    word = draw(LETTERS)
    if draw(st.booleans()):
        return word, draw(LETTERS)
    other = list(word)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(other)))
        other[place : place + draw(st.integers(0, 2))] = draw(st.text("abcdeksz", max_size=2))
    return word, "".join(other) or word


@given(st.lists(spellings(), min_size=1, max_size=20))
def test_words_are_spellings_of_one_by_their_letters_or_their_sound(pairs: list[tuple[str, str]]) -> None:
    vocabulary = Vocabulary()
    left, right = (key_table([(pair[side], "") for pair in pairs], vocabulary) for side in (0, 1))
    numbers = pl.int_range(len(pairs), dtype=pl.UInt32, eager=True)
    rows = pl.DataFrame({"left": numbers, "right": numbers})
    found = compare(rows, left, right, vocabulary.frame())["respelled"].to_list()
    for (one, other), respelled in zip(pairs, found, strict=True):
        sound = skeleton(one)
        alike = np.float32(JaroWinkler.normalized_similarity(one, other)) >= np.float32(0.86)
        heard = sound == skeleton(other) and len(sound) > 2
        assert respelled == (one != other and min(len(one), len(other)) > 3 and (alike or heard)), (
            one,
            other,
        )


def test_a_score_is_the_same_in_every_run_and_whatever_stands_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sums of weights came out in the order of a hash join, and with them the last digits."""
    chance = random.Random(1)
    names = [" ".join(chance.sample(WORDS, chance.randint(5, 9))) for _ in range(2_000)]
    vocabulary = Vocabulary()
    table = name_table(names, vocabulary)
    words = vocabulary.frame()
    ends = [[chance.randrange(2_000) for _ in range(20_000)] for _ in range(2)]
    pairs = pl.DataFrame(
        {"left": ends[0], "right": ends[1]}, schema=dict.fromkeys(("left", "right"), pl.UInt32)
    )
    expected = scored(compare(pairs, table, table, words))
    monkeypatch.setattr(common_words, "_AT_ONCE", 1_000)
    assert scored(compare(pairs.reverse(), table, table, words)).reverse().equals(expected)


def test_which_of_two_spellings_is_taken_does_not_hang_on_the_names_before() -> None:
    """Of two words as like a third, that was taken which had been met first in any name."""
    scores = []
    for before in (["credt", "credlit"], ["credlit", "credt"]):
        vocabulary = Vocabulary()
        table = name_table([*before, "credigt credit", "credt credlit"], vocabulary)
        pairs = pl.DataFrame({"left": [2], "right": [3]}, schema=dict.fromkeys(("left", "right"), pl.UInt32))
        scores.append(scored(compare(pairs, table, table, vocabulary.frame()))["score"].item())
    assert scores[0] == scores[1]


def test_candidates_are_those_that_share_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(2)
    names = [" ".join(chance.sample(WORDS, chance.randint(1, 4))) for _ in range(120)]
    vocabulary = Vocabulary()
    listed, asked = name_table(names[:70], vocabulary), name_table(names[70:], vocabulary).part(10, 40)
    words = vocabulary.frame()
    index = Index.of(listed, words, common=20)
    bearers: dict[int, set[int]] = {}
    for name, key in name_keys(listed, words, letters=True, listed=True).select("name", "key").iter_rows():
        bearers.setdefault(key, set()).add(name)
    rare = dict(index.keys.select("key", "rare").iter_rows())
    assert rare.keys() == {key for key, having in bearers.items() if len(having) <= 20}
    shared: dict[int, Counter[int]] = {}
    for name, key, weight in name_keys(asked, words, letters=True, listed=False).iter_rows():
        for other in bearers[key] if key in rare else ():
            hint = round(float(np.float32(weight) * np.float32(rare[key]) * np.float32(1000)))
            shared.setdefault(name, Counter())[other] += hint
    expected = [
        (name, other)
        for name in sorted(shared)
        for other in sorted(sorted(shared[name], key=lambda other: (-shared[name][other], other))[:5])
    ]
    for at_once in (blocking._AT_ONCE, 50):
        monkeypatch.setattr(blocking, "_AT_ONCE", at_once)
        assert index.candidates(asked, words, limit=5).rows() == expected


def test_no_name_has_no_candidates() -> None:
    vocabulary = Vocabulary()
    none, some = name_table([], vocabulary), name_table(["Kitewire AG"], vocabulary)
    words = vocabulary.frame()
    for one, other in ((none, some), (some, none), (none, none)):
        assert blocking.candidates(one, other, words).rows() == []


TEXTS = st.lists(
    st.text("abc", max_size=8) | st.text("ab", min_size=58, max_size=130) | st.just("é"),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("is_compiled", [True, False])
@given(texts=TEXTS, chance=st.randoms(use_true_random=False))
def test_letters_are_as_alike_by_the_compiled_loop_as_rapidfuzz_says(
    is_compiled: bool, texts: list[str], chance: random.Random
) -> None:
    every = pl.Series(texts, dtype=pl.String)
    one, other = (np.array(chance.choices(range(len(texts)), k=20)) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letters, "is_loaded", lambda: True)
        patch.setattr(letters, "_FEW_COMPILED", 0)
        if not is_compiled:
            patch.setattr(letters, "compiled", lambda kernel: kernel)
        found = letters.likeness((every, one), (every, other))
    right = [fuzz.ratio(texts[left], texts[right]) for left, right in zip(one, other, strict=True)]
    assert found.tolist() == np.array(right, dtype=np.float32).tolist()


@pytest.mark.parametrize("is_compiled", [True, False])
@given(
    st.lists(
        st.lists(st.sampled_from([*WORDS, "kitewyre", "zefir", "7", "the", "group"]), max_size=5), max_size=8
    )
)
def test_names_have_the_same_words_in_common_by_a_loop_and_in_arrays(
    is_compiled: bool, names: list[list[str]]
) -> None:
    vocabulary = Vocabulary()
    table = key_table([(" ".join(words), "") for words in names], vocabulary)
    ends = [(one, other) for one in range(len(names)) for other in range(len(names))]
    pairs = pl.DataFrame(ends, schema=dict.fromkeys(("left", "right"), pl.UInt32), orient="row")
    right = compare(pairs, table, table, vocabulary.frame())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(common_words, "is_loaded", lambda: True)
        patch.setattr(common_words, "_FEW_COMPILED", 0)
        if not is_compiled:
            patch.setattr(common_words, "compiled", lambda kernel: kernel)
        assert compare(pairs, table, table, vocabulary.frame()).equals(right)
