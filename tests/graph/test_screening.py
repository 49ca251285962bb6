import pytest

from beholden.errors import SourceError
from beholden.graph.list_columns import Columns, asked, guess_columns
from beholden.graph.screening import Asked, Screener
from tests.world import build_world, read_world


@pytest.fixture(scope="module")
def screener(tmp_path_factory: pytest.TempPathFactory) -> Screener:
    return Screener(build_world(read_world("listings"), tmp_path_factory.mktemp("world")).release)


def test_a_match_says_why_and_what_the_graph_says(screener: Screener) -> None:
    ((match, *_),) = screener.screen([Asked("EARLY Limited", "CN")])
    assert (match.id, match.zone, match.confirmed, match.score) == ("uscc:1", "unsure", False, 0.95)
    assert match.reasons[0] == "share 100% of the weight of their words (+0.55)"
    assert [text.partition(", from ")[2][:10] for text in match.standing.lists] == ["2019-10-09"]
    assert [text.partition(", from ")[::2][1][:7] for text in match.standing.memberships] == ["2024-02"]
    ((french, *_),) = screener.screen([Asked("ARSENAL", "FR")])
    assert (french.id, french.zone, french.countries) == ("club/arsenal", "same", ("FR",))


def test_an_identifier_goes_before_the_name(screener: Screener) -> None:
    ((match, *_),) = screener.screen([Asked("Nothing like it", None, ("uscc:1",))])
    assert (match.id, match.confirmed, match.reasons) == ("uscc:1", True, ("both have uscc:1",))


def test_a_name_without_a_country_is_never_sure(screener: Screener) -> None:
    ((match, *_),) = screener.screen([Asked("Early Ltd")])
    assert (match.id, match.zone) == ("uscc:1", "unsure")
    assert match.reasons[-1] == "the country of one is not known (-0.05)"


def test_what_is_not_there_has_no_match(screener: Screener) -> None:
    assert screener.screen([Asked("Zxqvbn Wrtplk GmbH", "DE"), Asked("")]) == [[], []]
    assert screener.screen([]) == []


def test_rows_beside_a_row_do_not_change_its_matches(screener: Screener) -> None:
    (alone,) = screener.screen([Asked("Red Lamp", "CN")])
    among = screener.screen([Asked("Early", "CN"), Asked("Red Lamp", "CN"), Asked("Arsenal", "FR")])
    assert among[1] == alone


@pytest.mark.parametrize(
    ("header", "rows", "read"),
    [
        (
            ["Supplier", "Land", "LEI-Code"],
            [],
            '"Supplier" as the name, "Land" as the country, "LEI-Code" as lei',
        ),
        (["id", "公司名称", "国家"], [], '"公司名称" as the name, "国家" as the country'),
        (
            ["a", "b", "c"],
            [["1", "Kite Ltd", "CN"], ["2", "Lamp AG", "DE"]],
            '"b" as the name, "c" as the country',
        ),
        (["mail", "who"], [["x@kite.test", "Kite"]], '"who" as the name, no column as the country'),
    ],
)
def test_columns_are_guessed_and_said(header: list[str], rows: list[list[str]], read: str) -> None:
    assert str(guess_columns(header, rows)) == read


def test_columns_that_are_given_go_before_the_guess() -> None:
    header = ["Company", "Parent", "Country"]
    assert guess_columns(header, [], name="Parent").name == "Parent"
    with pytest.raises(SourceError, match='there is no column "Firm"; there are Company, Parent, Country'):
        guess_columns(header, [], name="Firm")
    with pytest.raises(
        SourceError, match="no column looks like names of companies: a; say which with --name"
    ):
        guess_columns(["a"], [["1"]])


def test_what_cannot_be_read_of_a_row_is_said() -> None:
    columns = Columns("n", "c", {"lei": "l"})
    assert asked(columns, ["n", "c", "l"], [" Kite ", "Narnia", "12345"]) == (
        Asked("Kite"),
        [
            'country "Narnia" is not known',
            '"12345" is not a valid lei: it must have 18 letters or digits and 2 check digits',
        ],
    )
    assert asked(columns, ["n", "c", "l"], ["Kite"]) == (Asked("Kite"), [])


def test_a_differing_identifier_goes_before_the_name(screener: Screener) -> None:
    ((match, *_),) = screener.screen([Asked("EARLY Limited", "CN", ("uscc:2",))])
    assert (match.id, match.zone, match.confirmed) == ("uscc:1", "different", False)
    assert match.reasons[0] == "different uscc, whatever the names"


def test_every_id_of_a_party_leads_to_it(screener: Screener) -> None:
    found = [screener.party(id) for id in ("uscc:1", "club/early", "list/early")]
    assert [one and one.id for one in found] == ["uscc:1"] * 3
    assert screener.party("initiative/un-global-compact") is None
    assert screener.party("nobody") is None
