"""Countries: the names that publishers write, exactly, and nothing guessed."""

import csv
import doctest
import re
from pathlib import Path

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.graph import countries
from beholden.graph.countries import country_code, country_name


def test_the_examples_in_the_documentation() -> None:
    assert doctest.testmod(countries).failed == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("China", "CN"), ("CHN", "CN"), ("cn", "CN"), ("PRC", "CN"), ("中国", "CN"), ("P.R. China", "CN")),
        *(
            ("Hong Kong", "HK"),
            ("Hong Kong, China", "HK"),
            ("Macau", "MO"),
            ("Taiwan, Province of China", "TW"),
        ),
        *(("China, Hong Kong Special Administrative Region", "HK"), ("Taiwan", "TW")),
        *(("Türkiye", "TR"), ("Turkey", "TR"), ("TÜRKIYE", "TR"), ("Turkiye", "TR")),
        *(
            ("Korea, Republic of", "KR"),
            ("Korea, South", "KR"),
            ("Korea, North", "KP"),
            ("South Korea", "KR"),
        ),
        *(("Democratic People's Republic of Korea", "KP"), ("Russia", "RU"), ("Russian Federation", "RU")),
        *(("Congo, Democratic Republic of", "CD"), ("Congo, Democratic Republic of the", "CD")),
        *(("Congo Brazzaville", "CG"), ("Congo, Republic of the", "CG"), ("Congo", "CG")),
        *(("Bosnia-Herzegovina", "BA"), ("Kosovo as per the SC resolution 1244(1999)", "XK"), ("XK", "XK")),
        *(("Tajikstan", "TJ"), ("Cape Verde", "CV"), ("Cote d'Ivoire", "CI"), ("Côte d’Ivoire", "CI")),
        *(("Cote d Ivoire", "CI"), ("Palestine, State of", "PS"), ("Palestinian", "PS"), ("West Bank", "PS")),
        *(
            ("Region: Gaza", "PS"),
            ("Burma", "MM"),
            ("Myanmar (Burma)", "MM"),
            ("Syria", "SY"),
            ("Iran", "IR"),
        ),
        *(("Iran (Islamic Republic of)", "IR"), ("Venezuela", "VE"), ("Laos", "LA"), ("Vietnam", "VN")),
        *(("Viet Nam", "VN"), ("Bahamas, The", "BS"), ("The Gambia", "GM"), ("Man, Isle of", "IM")),
        *(("Virgin Islands, British", "VG"), ("Saint Kitts And Nevis", "KN"), ("St. Kitts & Nevis", "KN")),
        *(("UK", "GB"), ("United Kingdom (UK)", "GB"), ("England", "GB"), ("GBR", "GB"), ("GB-SCT", "GB")),
        *(("United States of America (USA)", "US"), ("U.S.", "US"), ("US-DE", "US"), ("CA-QC", "CA")),
        *(
            ("United Arab Emirates (UAE)", "AE"),
            ("UAE", "AE"),
            ("Moldova, Republic of", "MD"),
            ("Swaziland", "SZ"),
        ),
        *(("Czech Republic", "CZ"), ("Czechia", "CZ"), ("North Macedonia", "MK"), (" Georgia ", "GE")),
    ],
)
def test_names_that_publishers_write(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    "name",
    [
        *("", "-0- ", "undetermined", "Global", "Region: Kafia Kingi", "Netherlands Antilles", "Yugoslavia"),
        *("Chnia", "Republic", "Korea", "ZZ", "XX-12", "Belarus / Bélarus", "China / Taiwan", "the", "00"),
    ],
)
def test_what_is_not_known_is_not_guessed(name: str) -> None:
    assert country_code(name) is None


def test_every_country_of_iso_3166_comes_back_from_its_names_and_codes() -> None:
    for country in pycountry.countries:
        names = [country.name, country.alpha_2, country.alpha_3, country_name(country.alpha_2)]
        assert {country_code(name) for name in names} == {country.alpha_2}


def test_a_code_that_no_country_has_has_no_name() -> None:
    with pytest.raises(ValueError, match='"QQ" is not an ISO 3166-1 alpha-2 code, such as CN'):
        country_name("QQ")


@given(st.sampled_from([country.name for country in pycountry.countries]), st.randoms())
def test_case_and_punctuation_do_not_count(name: str, random) -> None:  # type: ignore[no-untyped-def]
    loud = "".join(random.choice((letter.upper(), letter.lower())) for letter in name).replace(",", " -")
    assert country_code(loud) == country_code(name)


def test_every_country_of_real_publications_is_found(shared: Path) -> None:
    folder = shared / "data"
    with (folder / "ungc" / "UNGC_participants_2023-07-26.csv").open(encoding="utf-8", newline="") as lines:
        names = {row["Country"] for row in csv.DictReader(lines)}
    for file in (folder / "us_ofac" / "consolidated.xml", folder / "un_sc" / "UN_consolidated.xml"):
        found = re.findall(r"<(?:country|idCountry|COUNTRY)>([^<]+)<", file.read_text(encoding="utf-8"))
        names.update(found)
    assert len(names) > 150
    assert [name for name in sorted(names) if country_code(name) is None] == []
