"""Since when a company has stood on the list, from the editions that name it."""

from beholden.loaders.us_dod_1260h.editions import Run, runs

WITHDRAWN = ("2026-02-17",)


def test_a_listing_dates_from_the_first_of_an_unbroken_run_of_editions() -> None:
    found = runs([("2025-01-07", ""), ("2021-06-03", ""), ("2026-06-08", "")], WITHDRAWN)
    assert {run.first for run in found.values()} == {"2021-06-03"}
    assert [found[edition].next for edition in sorted(found)] == ["2025-01-07", "2026-06-08", None]


def test_an_end_date_ends_the_run_and_a_later_edition_begins_another() -> None:
    found = runs([("2021-06-03", "2024-01-31"), ("2025-01-07", ""), ("2026-06-08", "")], WITHDRAWN)
    assert found["2025-01-07"] == Run("2025-01-07", None, "2026-06-08")
    assert found["2026-06-08"] == Run("2025-01-07", None, None)


def test_after_a_disputed_end_the_next_listing_may_be_as_old_as_the_one_before() -> None:
    found = runs([("2024-01-31", ""), ("2025-01-07", "2026-02-17"), ("2026-06-08", "")], WITHDRAWN)
    assert found["2025-01-07"].first == "2024-01-31"
    assert found["2026-06-08"] == Run("2026-06-08", "2024-01-31", None)


def test_a_chain_of_disputed_ends_reaches_back_to_the_first() -> None:
    rows = [("2024-01-31", "2026-02-17"), ("2026-06-08", "2027-02-17"), ("2027-06-08", "")]
    found = runs(rows, (*WITHDRAWN, "2027-02-17"))
    assert found["2027-06-08"].since_earliest == "2024-01-31"


def test_an_undisputed_end_closes_what_was_open() -> None:
    found = runs([("2024-01-31", "2026-02-17"), ("2026-06-08", "2027-01-01"), ("2027-06-08", "")], WITHDRAWN)
    assert found["2026-06-08"].since_earliest == "2024-01-31"
    assert found["2027-06-08"].since_earliest is None
