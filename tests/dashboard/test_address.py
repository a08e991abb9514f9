"""Filters stand in the address, and what stands in an address was typed by anybody."""

from dashboard.address import ALL, on_offer, read, search_of

DEFAULTS = {"location": ALL, "days": "90"}


def test_only_what_is_away_from_its_default_stands_in_the_address() -> None:
    assert search_of(DEFAULTS, DEFAULTS) == ""
    assert search_of({"location": "Rack 1 & 2", "days": "90"}, DEFAULTS) == "?location=Rack+1+%26+2"


def test_an_address_says_again_what_was_put_into_it() -> None:
    chosen = {"location": "Röntgen, 50 %?#=&+", "days": "30"}
    assert read(search_of(chosen, DEFAULTS)) == chosen
    assert read(None) == read("?") == {}


def test_what_is_not_on_offer_means_the_default() -> None:
    assert on_offer("30", ("30", "90"), "90") == "30"
    assert on_offer("31", ("30", "90"), "90") == on_offer(None, ("30", "90"), "90") == "90"


def test_what_no_database_looks_for_is_left_out() -> None:
    assert read("?location=Rack%001%00&days=30") == {"location": "Rack1", "days": "30"}
