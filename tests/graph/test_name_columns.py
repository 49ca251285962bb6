"""The keys of names in columns are those of the names one by one."""

import string

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.matching import words
from beholden.graph.name_columns import one_name, plain_keys
from beholden.graph.name_keys import NameKeys, name_keys
from beholden.graph.names import legal_forms, variants

FORMS = sorted(
    {
        " ".join(spelling)
        for known in (legal_forms().last, legal_forms().first, legal_forms().first_alone)
        for same_word in known.values()
        for spelling, _ in same_word
    }
)
WORDS = st.sampled_from(
    (
        *(
            "Kite",
            "Lamp",
            "kite's",
            "A",
            "B.",
            "S.",
            "S.A.",
            "360",
            "7",
            "K",
            "&",
            "-",
            "Öl",
            "海康",
            "(Kite)",
        ),
        *(
            '"Kite"',
            "Ltd",
            "Ltd.",
            "Co.,",
            "Co",
            "Limited",
            "Company",
            "GmbH",
            "KG",
            "AB",
            "(publ)",
            "SA",
            "PT",
        ),
        *("JSC", "Oy", "Private", "Public", "Joint", "Stock", "Company Limited", "d/b/a", "formerly"),
        *("and any successors thereof", "*", "[1]", "\t", "\x1f", "'", "`", "_", "K", "ſ", "of", "in"),
        *(
            "Partnership",
            "LIMITED LIABILITY COMPANY",
            "Змей",
            "«Змей»",
            "ООО",
            "ЗАО",
            "з.о.о.",
            "ё",
            "й",
            "Ї",
        ),
        *("S.à r.l.", "S.p.A.", "L'Öl", "Œuvre", "ß", "İ", "nº", "ª", "№", "Знамʼянка", "Oʻzbek", "Σάς", "·"),
        *("U.S.A.", "a.b.cd", "ab.c.d", "a_b.c", "d.o.o.", "(UK)", "(KLT)", "(Kite Lamp)", "( K )", "(K. L)"),
        *("“Kite”", "(“Kite Lamp”)", "e.V.", "i.L.", "Å", "é", "x́", "²", "†", "—", "\u00a0", "\u00ad", "ᾳ"),
    )
)
LETTERS = "".join(
    map(chr, (*range(0xA0, 0x250), *range(0x2B0, 0x300), *range(0x370, 0x530), *range(0x1E00, 0x1F00)))
)
ANY = st.text(st.sampled_from(f"{string.printable}{LETTERS}«»“”„‚‹›–—‐‑•№™…"), max_size=12)
NAMES = (
    st.lists(WORDS | st.sampled_from(FORMS), max_size=6).map(" ".join)
    | st.lists(WORDS | ANY | st.sampled_from(FORMS), max_size=4).map(" ".join)
    | st.lists(st.sampled_from((*"abK .&_'()Öя", " (", "Kite", "ltd")), max_size=14).map("".join)
    | st.text(max_size=30)
)


def rows(name: str) -> list[tuple[str, str, str]]:
    """The rows that one by one gives for a name."""
    return [(name, *(key or ("", ""))) for key in dict.fromkeys(name_keys(name))]


def hold(names: list[str]) -> int:
    """Compute the keys of names in columns, which must be those one by one, and say how many are plain."""
    series = pl.Series("name", names, dtype=pl.String)
    single = series.filter(one_name(series))
    assert [variants(name) for name in single] == [[" ".join(name.split())] for name in single]
    plain, others = plain_keys(series)
    assert plain.rows() == [row for name in names if name in set(plain["name"]) for row in rows(name)]
    assert sorted([*plain["name"], *others]) == sorted(names)
    return len(plain)


@given(st.lists(NAMES, unique=True, max_size=8))
def test_names_in_columns_have_the_keys_that_they_have_one_by_one(names: list[str]) -> None:
    hold(names)
    series = pl.Series("name", names, dtype=pl.String)
    assert NameKeys().rows(series).rows() == [row for name in sorted(names) for row in rows(name)]


SPECIAL = "\u00a0\u00ad\u02bb\u02bc\u0387ªº²·ßİıſœςẞ" + "ЁёйІіЇїЙ"
"""Letters that are spelt, folded or set apart in a way of their own."""


@pytest.mark.parametrize(
    ("letters", "many"),
    [
        ("".join(dict.fromkeys(SPECIAL + LETTERS[::12])), 350),
        pytest.param(LETTERS, 4_000, marks=pytest.mark.thorough),
    ],
    ids=["some", "all"],
)
def test_each_letter_alone_and_in_a_word_has_the_key_that_it_has_one_by_one(letters: str, many: int) -> None:
    shapes = (
        "{0}",
        "kite{0}works",
        "{0}. lamp",
        "ab {0}.{0}.",
        "Kite ({0})",
        "{0}{0}{0}{0}{0} works",
        "я{0} яя",
    )
    assert hold([shape.format(letter) for letter in letters for shape in shapes]) > many


@pytest.mark.parametrize(
    ("forms", "many"),
    [(FORMS[::5], 400), pytest.param(FORMS, 2_000, marks=pytest.mark.thorough)],
    ids=["some", "all"],
)
def test_each_legal_form_at_both_ends_has_the_key_that_it_has_one_by_one(forms: list[str], many: int) -> None:
    shapes = (
        "{}",
        "Kite {}",
        "{} Kite",
        "{0} Kite {0}",
        "{} Kite Ltd",
        "Kite {} Ltd",
        "D {}",
        "{} o",
        "Kite {} SA AG",
    )
    assert hold([shape.format(form) for form in forms for shape in shapes]) > many


@given(st.lists(NAMES, max_size=8, unique=True))
def test_names_are_compared_by_the_same_keys_in_columns_and_one_by_one(names: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "are_few", lambda names: False)
        found = words.name_key_columns(pl.Series("name", names, dtype=pl.String))
    assert found.rows() == [words.name_key(name) for name in names]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Kite Holdings 5 Limited",
            "KITE & LAMP CO., LTD.",
            "Kite (Lamp) GmbH & Co. KG",
            "Lamp's Inc",
            "360 Ltd",
        ),
        *(
            "Limited",
            "Kité",
            "ООО «Змей»",
            "Общество с ограниченной ответственностью «Змей»",
            "PT Kite",
            "AB Kite",
        ),
        *(
            "Kite S.p.A.",
            "S.A. Kite",
            "Kite S.à r.l.",
            "Kite (UK)",
            "Kite (Hong Kong)",
            "Bureau nº 5",
            "Kite AB (publ)",
        ),
        *("S A Kite", "Plan B S. A. Ltd", "Kite AB Oy Ltd Inc", "PT PT Kite"),
    ],
)
def test_a_name_with_forms_at_its_ends_is_plain(name: str) -> None:
    assert hold([name])


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Kite (KTE)",
            "Kite d/b/a Lamp",
            "Kite Змей",
            "Kite*",
            "",
            " Kite ",
        ),
        *('Kite ("Lamp")', "Kite («Lamp Works»)", "海康", "ªº Kite", "Oʻzbekiston"),
    ],
)
def test_a_name_that_needs_a_closer_look_is_not_plain(name: str) -> None:
    assert not hold([name])
