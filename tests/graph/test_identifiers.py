"""Identifiers: one spelling, placeholders dropped, and what each check digit catches by its standard."""

import doctest
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beholden.graph import identifiers
from beholden.graph.identifiers import STRONG, identifier

USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS = st.text(string.digits, min_size=15, max_size=15)
ALNUM = st.text(string.digits + string.ascii_uppercase, min_size=18, max_size=18)


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(identifiers).failed == 0


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("lei", "506700GE1G29325QX363", "lei:506700GE1G29325QX363"),
        ("lei", " 506700ge1g29325qx363 ", "lei:506700GE1G29325QX363"),
        ("lei", "253400WSS48YWMBUA688", "lei:253400WSS48YWMBUA688"),
        ("uscc", "91330000733796106P", "uscc:91330000733796106P"),
        ("uscc", "91330000733796106p (China)", "uscc:91330000733796106P"),
        ("uscc", "９１３３００００７３３７９６１０６Ｐ", "uscc:91330000733796106P"),
        ("inn", "7707083893", "inn:7707083893"),
        ("inn", "500100732259", "inn:500100732259"),
        ("ogrn", "1026303117642 (Russia)", "ogrn:1026303117642"),
        ("ogrn", "304500116000157", "ogrn:304500116000157"),
        ("okpo", "00032520", "okpo:00032520"),
        ("isin", "CNE100000PM8", "isin:CNE100000PM8"),
        ("imo", "IMO 9074729", "imo:9074729"),
        ("imo", "9074729", "imo:9074729"),
        ("uei", "zqggh-ej7ku-33", "uei:ZQGGHEJ7KU33"),
        ("duns", "12-345-6780", "duns:123456780"),
        ("cage", "1a2b3", "cage:1A2B3"),
        ("bic", "DEUTDEFFXXX", "bic:DEUTDEFF"),
        ("bic", "deut de ff 500", "bic:DEUTDEFF500"),
        ("ticker", "002415  CN", "ticker:002415 CN"),
        ("ticker", "brk/b us", "ticker:BRK/B US"),
        ("ticker", "1 HK", "ticker:1 HK"),
        ("ofac", "30946", "ofac:30946"),
        ("ofac", "00036", "ofac:36"),
        ("ungc", "5", "ungc:5"),
        ("sbti", "40023788.0", "sbti:40023788"),
        ("website", "https://www.Kite.example/en/?lang=1#top", "website:kite.example/en"),
        ("wikidata", "q95", "wikidata:Q95"),
        ("wikidata", "Q1234567", "wikidata:Q1234567"),
        ("company_number", "GB-COH:1234567", "company_number:gb-coh:01234567"),
        ("company_number", "ra000587:sc12345", "company_number:gb-coh:SC012345"),
        ("company_number", "hk-cr: 0685974", "company_number:hk-cr:0685974"),
    ],
)
def test_one_spelling(scheme: str, value: str, expected: str | None) -> None:
    assert identifier(scheme, value) == expected


@pytest.mark.parametrize(
    "scheme", ["lei", "uscc", "inn", "ogrn", "isin", "duns", "uei", "cage", "bic", "okpo"]
)
@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "-", "-0- ", "0", "00000000", "N/A", "n.a.", "None", "NULL", "unknown"),
        *("9999999999", "XXXX", "12", "123456789"),
    ],
)
def test_a_placeholder_is_no_identifier(scheme: str, value: str) -> None:
    assert identifier(scheme, value) is None


@pytest.mark.parametrize("value", ["0", "-0-", "N/A", ""])
def test_a_running_number_has_placeholders_too(value: str) -> None:
    assert identifier("ofac", value) is None


def test_a_company_number_may_be_a_placeholder_within_its_register() -> None:
    assert identifier("company_number", "gb-coh:00000000") is None
    assert identifier("company_number", "gb-coh:N/A") is None
    assert identifier("company_number", "hk-cr:99999999") is None


@pytest.mark.parametrize(
    ("scheme", "value", "says"),
    [
        ("lei", "506700GE1G29325QX364", "its check digit is wrong"),
        ("lei", "506700GE1G29325QX301", "its check digit is wrong"),
        ("lei", "506700GE1G29325QX3", "18 letters or digits and 2 check digits"),
        ("lei", "91330000733796106P", "18 letters or digits and 2 check digits"),
        ("uscc", "91330000733796106Q", "its check digit is wrong"),
        ("uscc", "91330000733796106O", "without I, O, S, V and Z"),
        ("inn", "7707083894", "its check digit is wrong"),
        ("inn", "5039441", "10 digits, or 12"),
        ("ogrn", "1026303117643", "its check digit is wrong"),
        ("okpo", "00032521", "its check digit is wrong"),
        ("isin", "CNE100000PM9", "its check digit is wrong"),
        ("isin", "131-81-95829", "2 letters, 9 letters or digits"),
        ("imo", "9074728", "its check digit is wrong"),
        ("uei", "ZQGGHEJ7KUO3", "without I, O, a 0 at the start"),
        ("uei", "ZQ123456780K", "9 digits in a row"),
        ("duns", "1234567", "9 digits"),
        ("bic", "DEUTDEF", "8 or 11 characters"),
        ("ticker", "603019CN", "a symbol, a blank and an exchange"),
        ("ofac", "12a", "a whole number above 0"),
        ("ofac", "12.5", "a whole number above 0"),
        ("website", "info@kite.example", "a host"),
        ("company_number", "01234567", "a register and a number: gb-coh:01234567"),
        ("company_number", "gb-coh:234567891", "8 digits, or 2 letters and 6 digits"),
    ],
)
def test_what_breaks_its_standard_is_refused_with_the_reason(scheme: str, value: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as error:
        identifier(scheme, value)
    assert f'"{value}" is not a valid {scheme}' in str(error.value)


def test_an_unknown_scheme_is_refused_with_those_known() -> None:
    with pytest.raises(ValueError, match='"vatt" is not an identifier scheme; known are bic, cage'):
        identifier("vatt", "1")


def test_only_what_identifies_one_party_alone_is_strong() -> None:
    assert {
        "lei",
        "uscc",
        "ogrn",
        "inn",
        "uei",
        "duns",
        "imo",
        "ofac",
        "company_number",
        "ungc",
        "sbti",
    } == STRONG


@pytest.mark.parametrize(
    ("scheme", "length", "checks", "value"),
    [
        *(("inn", 9, 10, DIGITS), ("ogrn", 12, 10, DIGITS), ("okpo", 7, 10, DIGITS), ("imo", 6, 10, DIGITS)),
        ("isin", 11, 10, ALNUM.map(lambda code: f"CN{code}")),
        ("uscc", 17, 31, st.text(USCC, min_size=18, max_size=18).map(lambda code: f"91330100{code}")),
        ("lei", 18, 97, ALNUM),
    ],
)
def test_just_one_check_digit_is_right(
    scheme: str, length: int, checks: int, value: st.SearchStrategy[str]
) -> None:
    endings = {10: string.digits, 31: USCC, 97: [f"{number:02}" for number in range(100)]}[checks]

    @given(value)
    def holds(code: str) -> None:
        body = code[:length]
        assume(len(set(body)) > 1)
        assert sum(_valid(scheme, body + ending) for ending in endings) == 1

    holds()


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("uscc", "91330000733796106P"),  # 31 and 97 are prime, so every single error shows
        ("lei", "506700GE1G29325QX363"),
        ("isin", "US0378331005"),
    ],
)
def test_any_one_digit_changed_is_noticed(scheme: str, value: str) -> None:
    for place, right in enumerate(value):
        for wrong in string.digits if right.isdigit() else "":
            assert _valid(scheme, value[:place] + wrong + value[place + 1 :]) == (wrong == right)


def test_any_one_letter_changed_is_noticed_in_a_lei_and_a_uscc() -> None:
    for scheme, value, letters in (
        ("lei", "506700GE1G29325QX363", string.ascii_uppercase),
        ("uscc", "91330000MA27U05291"[:17], USCC),
    ):
        full = value if scheme == "lei" else next(value + end for end in USCC if _valid(scheme, value + end))
        for place, right in enumerate(full):
            for wrong in letters if right.isalpha() else "":
                assert _valid(scheme, full[:place] + wrong + full[place + 1 :]) == (wrong == right)


def test_a_sum_modulo_10_hides_some_errors_so_a_valid_number_may_still_be_wrong() -> None:
    assert _valid("imo", "9074729")
    assert _valid("imo", "9094729")  # the third digit has weight 5, and 5 times 2 is 10
    assert not _valid("imo", "9084729")


@given(st.text(max_size=20), st.sampled_from(sorted(identifiers._RULES)))
def test_any_text_is_normal_after_once_or_one_clear_error(text: str, scheme: str) -> None:
    try:
        once = identifier(scheme, text)
    except ValueError as error:
        assert text in str(error)
    else:
        if once is not None:
            assert identifier(scheme, once.partition(":")[2]) == once


def _valid(scheme: str, value: str) -> bool:
    try:
        return identifier(scheme, value) is not None
    except ValueError:
        return False
