"""The supplies page: what it says of stock, in which filter, to whom, and what it says without."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.schema.accounts import ROLES
from db.settings import Settings
from tests.dashboard.pages.hospital import Hospital, texts, together
from tests.dashboard.signing_in import callback_body, send

HEAD = "item_code,item_name,item_class,unit_price,lot_number,expiry,location,quantity,counted_at"
STOCK = (
    HEAD,
    "CM-1,Iodixanol 320,Contrast,37,7741-A,2026-11-12,Rack 10,9,2026-11-24 06:00",
    "CM-1,Iodixanol 320,Contrast,37,12E45,2026-12-09,Rack 2,14,2026-11-24 06:00",
    "CM-1,Iodixanol 320,Contrast,37,B-4417,2027-09-30,Rack 2,22,2026-11-24 06:00",
    "ND-1,Needle <b>18 G</b>,Needles,,00392/174,2026-11-20,Rack 2,4,2026-11-24 06:00",
    "RX-1,,,1.5,,,Cold room,1,2026-11-24 06:00",
)


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


def test_expired_lots_stand_first_in_walking_order_with_what_they_are_worth(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    shown = hospital.as_role("clerk").page("/supplies")
    words = together(shown)
    assert "2 lots expired with stock, €333, price of 1 unknown, in one walk past 2 places" in words
    assert "usable through its date" in words
    assert shown.index("00392/174") < shown.index("7741-A")
    assert "12 d ago" in words
    assert "No price" in shown


def test_stock_is_shown_by_days_to_expiry_and_what_to_use_first(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    shown = hospital.as_role("manager").page("/supplies")
    words = together(shown)
    assert "1 lot expires within 30 days; 1 has no date" in words
    assert "1 of 5 lots expire later than in 90 days" in words
    assert "Expires within 90 days: €518 of stock." in words
    assert "Use in this order: 1 lot expires within 90 days" in words
    assert "1 of 2" in shown


def test_where_no_lot_has_a_date_to_come_nothing_is_called_used_up(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", HEAD, STOCK[1], STOCK[5])
    words = together(hospital.as_role("clerk").page("/supplies"))
    assert "Nobody can tell" in words
    assert "No lot has a date to come; 1 lot in stock has none" in words
    assert "used up before" not in words
    assert "No known date lies within 90 days" in words
    assert "1 lot has no date" in words
    assert "No lot with stock expires" not in words


def test_text_from_a_file_stays_text(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK, "A,A,<i>x</i>,1,L,2026-11-01,<b>Rack</b>,1,")
    shown = hospital.as_role("clerk").page("/supplies")
    assert "Needle <b>18 G</b>" in shown
    assert "<b>Rack</b>" in shown


def test_a_filter_narrows_what_is_shown_and_stands_in_the_address(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    clerk = hospital.as_role("clerk")
    answer = clerk.shown("supplies-body", "Rack 2", "*", "30", "", "", None)
    words = together(texts(answer["supplies-body"]["children"]))
    assert "1 lot expired with stock, value unknown, in one place" in words
    assert "7741-A" not in words
    assert answer["supplies-address"]["search"] == "?location=Rack+2&days=30"
    assert "Reset filters" in texts(answer["supplies-reset"]["children"])
    assert together(clerk.page("/supplies", "?location=Rack+2&days=30")).count("7741-A") == 0


def test_a_new_pages_own_address_changes_no_field_that_somebody_has_set_by_then(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    clerk, app = hospital.as_role("clerk"), hospital.app
    output = next(name for name in app.callback_map if "supplies-body.children" in name)
    for search, answered in (("", 204), ("?location=Rack+2", 200)):
        body = callback_body(app, output, ("*", "*", "90", "", search, None))
        response = send(clerk.client, body | {"changedPropIds": ["supplies-address.search"]})
        # Back and forward do move the fields.
        assert response.status_code == answered, response.text


def test_a_lot_is_found_by_a_part_of_its_number_or_of_the_items_name_or_code(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    clerk = hospital.as_role("clerk")
    assert "7741-A" in clerk.page("/supplies", "?find=7741-a")
    assert "1 lot expired with stock, €333" in together(clerk.page("/supplies", "?find=iodix"))
    words = together(clerk.page("/supplies", "?find=ND-1"))
    assert "00392/174" in words
    assert "7741-A" not in words
    answer = clerk.shown("supplies-body", "*", "*", "90", "%", "", None)
    assert "No lot with stock with “%” in its name, code or lot" in together(
        texts(answer["supplies-body"]["children"])
    )
    assert answer["supplies-address"]["search"] == "?find=%25"


def test_a_search_where_nothing_is_kept_finds_nothing_and_is_no_failure(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    clerk = hospital.as_role("clerk")
    for search in ("?location=Nowhere&find=iodix", "?item_class=Nothing&find=7741-a"):
        words = together(clerk.page("/supplies", search))
        assert "No lot with stock" in words, search
        assert "7741-A" not in words


def test_lots_without_a_date_can_be_listed(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    words = together(hospital.as_role("clerk").page("/supplies", "?days=none"))
    assert "Nobody can tell when 1 lot expires" in words
    assert "RX-1" in words


def test_home_and_supplies_count_the_days_since_expiry_alike(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK[:2])
    clerk = hospital.as_role("clerk")
    assert "12 d ago" in together(clerk.page("/supplies"))
    home = together(clerk.page("/"))
    assert "since 12 Nov 12 d" in home


def test_nothing_in_the_filter_is_not_the_same_as_nothing_received(hospital: Hospital) -> None:
    clerk = hospital.as_role("clerk")
    assert "No stock file has arrived yet" in together(clerk.page("/supplies"))
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    words = together(clerk.page("/supplies", "?location=Nowhere"))
    assert "No lot with stock at “Nowhere”" in words
    assert "Reset filters" in words


def test_days_that_are_not_on_offer_mean_the_default(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    clerk = hospital.as_role("clerk")
    for days in ("", "-1", "9999", "30; DROP TABLE lot", "\u0663", None, 7, ["30"]):
        answer = clerk.shown("supplies-body", "*", "*", days, "", "", None)
        assert "within 90 days" in together(texts(answer["supplies-body"]["children"]))
        assert answer["supplies-address"]["search"] == ""


def test_no_lot_expired_is_good_news_and_said_so(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", HEAD, STOCK[3])
    words = together(hospital.as_role("clerk").page("/supplies"))
    assert "No lot is expired" in words
    assert "Nothing expires within 90 days" in words


def test_the_hospitals_day_decides_what_is_expired(hospital: Hospital) -> None:
    # Ten in the evening of the 24th in New York is the 25th in UTC.
    hospital.now = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    hospital.receive("stock_2026-11-24_0600.csv", HEAD, "A,A,,1,L1,2026-11-24,Rack 1,1,2026-11-24 06:00")
    words = together(hospital.as_role("clerk").page("/supplies"))
    assert "No lot is expired" in words
    hospital.now = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
    assert "1 lot expired with stock" in together(hospital.as_role("clerk").page("/supplies"))


def test_the_page_says_how_old_the_stock_is(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-20_0600.csv", HEAD, "A,A,,1,L1,2027-11-24,Rack 1,1,2026-11-20 06:00")
    shown = hospital.as_role("clerk").page("/supplies")
    assert "4 d, STALE" in together(shown)
    assert "RIS" not in shown


def test_when_the_database_fails_the_page_says_so_and_the_old_picture_stays(hospital: Hospital) -> None:
    hospital.receive("stock_2026-11-24_0600.csv", *STOCK)
    clerk = hospital.as_role("clerk")
    hospital.break_table("stock_level")
    words = together(clerk.page("/supplies"))
    assert "The supplies page could not be loaded" in words
    assert "Reference" in words
    assert "stock_level" not in words
    answer = clerk.shown("supplies-body", "*", "*", "90", "", "", 1)
    assert set(answer) == {"supplies-notice"}
    assert "could not be renewed at 12:00" in together(texts(answer["supplies-notice"]["children"]))
    hospital.mend_table("stock_level")
    assert clerk.shown("supplies-body", "*", "*", "90", "", "", 2)["supplies-notice"]["children"] is None


def test_only_manager_and_clerk_see_stock(hospital: Hospital) -> None:
    seen = {role for role in ROLES if hospital.as_role(role).status("/supplies") == 200}
    assert seen == {"manager", "clerk"}
