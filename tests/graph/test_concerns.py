import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph.concerns import WITHOUT_BLANKS, concerns, found_in

PHRASES = [
    (concern.id, language, phrase)
    for concern in concerns().values()
    for language, phrases in concern.phrases.items()
    for phrase in phrases
]
WHOLE_WORDS = [(id, phrase) for id, language, phrase in PHRASES if language not in WITHOUT_BLANKS]
ANYWHERE = [(id, phrase) for id, language, phrase in PHRASES if language in WITHOUT_BLANKS]


def test_every_concern_says_what_it_means_and_has_phrases_in_english() -> None:
    assert set(concerns()) == {"ethnic-surveillance", "places-of-worship", "detention"}
    for concern in concerns().values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", concern.id)
        assert concern.definition.endswith(".")
        assert concern.phrases["en"]
        assert all(len(language) == 2 and all(phrases) for language, phrases in concern.phrases.items())


def words(text: str) -> list[str]:
    return [phrase for _, phrase, _ in found_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("CCTV for the Mosques of the county", ["Mosques"]),
        ("A MOSQUE, a mosque's gate and mosque-building", ["MOSQUE", "mosque", "mosque"]),
        ("mosquestion, Mosquée, demosque, mosque_1, mosque1", []),
        ("place\n  of\u00a0worship", ["place\n  of\u00a0worship"]),
        ("re\u2011education camp", ["re\u2011education camp"]),  # a hyphen that does not break
        ("mos\u00adque and mos\u200bque", ["mos\u00adque", "mos\u200bque"]),  # hyphens and breaks nobody sees
        ("ｍｏｓｑｕｅ", ["ｍｏｓｑｕｅ"]),  # of full width, as Chinese texts have it
        ("ethniс minority", []),  # a Cyrillic letter is another letter
        ("mosque\u0301 mosqu\u00e9", []),  # an accent makes another word, composed or not
        ("建设mosque项目", ["mosque"]),  # no blank parts Latin words from Chinese ones
        ("某清真寺监控", ["清真寺"]),
        ("少数民族识别", ["少数民族", "民族识别"]),  # two that share letters
        ("清真\ufe00寺", ["清真\ufe00寺"]),  # one that chooses the shape of a letter
    ],
)
def test_phrases_are_found_as_they_stand(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_the_concern_and_the_place_are_told() -> None:
    assert found_in("ÜBER EIN Uyghur: see the detention facility") == [
        ("ethnic-surveillance", "Uyghur", 9),
        ("detention", "detention facility", 25),
    ]


@given(st.text(max_size=40), st.sampled_from(WHOLE_WORDS), st.text(max_size=40))
def test_a_phrase_between_blanks_is_always_found(before: str, phrase: tuple[str, str], after: str) -> None:
    text = f"{before} . {phrase[1].swapcase()} . {after}"
    assert (phrase[0], phrase[1].swapcase(), len(before) + 3) in found_in(text)


@given(st.text(max_size=40), st.sampled_from(ANYWHERE), st.text(max_size=40))
def test_a_phrase_without_blanks_is_found_anywhere(before: str, phrase: tuple[str, str], after: str) -> None:
    starts = [start for id, _, start in found_in(before + phrase[1] + after) if id == phrase[0]]
    assert len(before) in starts


@given(st.sampled_from(WHOLE_WORDS), st.sampled_from("aZéß9_ш\u0301"))
def test_a_phrase_inside_a_word_is_never_found(phrase: tuple[str, str], letter: str) -> None:
    assert (phrase[0], phrase[1], 0) not in found_in(phrase[1] + letter)
    assert phrase[1] not in words("a" + letter + phrase[1])


HOSTILE = st.lists(
    st.sampled_from([*(phrase for _, _, phrase in PHRASES), *"\u0301\u200b\u00ad\ufe0f\x00 \nßİﬁ½\ud800a-"])
    | st.text(max_size=3)
).map("".join)


@given(HOSTILE)
def test_what_is_found_stands_there_and_is_sorted(text: str) -> None:
    found = found_in(text)
    assert [start for _, _, start in found] == sorted(start for _, _, start in found)
    assert len(set(found)) == len(found)
    for id, phrase, start in found:
        assert id in concerns() and text[start : start + len(phrase)] == phrase


@given(HOSTILE)
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    ids = [[id for id, _, _ in found_in(unicodedata.normalize(form, text))] for form in ("NFC", "NFD")]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("text", ["a" * 300_000, "\u0301" * 300_000, "mosque " * 40_000, "少" * 300_000])
def test_a_long_text_takes_no_more_than_its_length(text: str) -> None:
    assert len(found_in(text)) == text.count("mosque")
