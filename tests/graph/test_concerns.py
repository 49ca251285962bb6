import re

from beholden.graph.concerns import concerns


def test_every_concern_says_what_it_means_and_has_phrases_in_english() -> None:
    assert set(concerns()) == {"ethnic-surveillance", "places-of-worship", "detention"}
    for concern in concerns().values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", concern.id)
        assert concern.definition.endswith(".")
        assert concern.phrases["en"]
        assert all(len(language) == 2 and all(phrases) for language, phrases in concern.phrases.items())
