"""Every block on made-up frames, composed as the pages compose them: a small application to look at, not shipped.

`python -m tests.dashboard.gallery` serves it on http://127.0.0.1:8059.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import build_assets, shell
from dashboard.blocks.attention import attention_list, attention_title
from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.cumulative import Estimate, cumulative
from dashboard.blocks.dose_cell import dose_cell
from dashboard.blocks.drl import drl_finding
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.expiry_bars import expiry_bars
from dashboard.blocks.filters import date_filter, filter_bar, select_filter, text_filter
from dashboard.blocks.grid import grid
from dashboard.blocks.kpi import kpi, kpi_row, sums
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.problem import problem, stale_banner
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.small_multiples import small_multiples
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import Event, Line, trend
from dashboard.formats import format_age, format_dap, format_day, format_days, format_long_day, format_msv
from db.attention import AttentionRow

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 19, 32, tzinfo=UTC)
TODAY = date(2026, 11, 24)
PAGES = ("Home", "Dose", "Badges", "Supplies", "Feeds", "States")


def dose_months() -> pd.DataFrame:
    """Twelve months of eight exam types with a DRL, one of them over it and one with few exams, and one without."""
    chance = np.random.default_rng(7)
    types = [
        ("Lumbar spine LAT", 2.5, 0.93, 0.016, 46),
        ("Thoracic spine LAT", 1.5, 0.88, 0.0, 38),
        ("Abdomen AP", 2.5, 0.80, -0.004, 121),
        ("Lumbar spine AP", 1.5, 0.78, 0.0, 58),
        ("Pelvis AP", 2.2, 0.69, -0.003, 97),
        ("Chest AP", 0.15, 0.62, 0.0, 412),
        ("Chest PA", 0.1, 0.49, -0.008, 638),
        ("Cervical spine LAT", 0.15, 0.7, 0.0, 13),
        ("Shoulder AP", None, 0.3, 0.0, 40),
    ]
    rows = []
    for name, drl, start, slope, n in types:
        for place in range(12):
            middle = (start + slope * place + chance.normal(0, 0.02)) * (drl or 1)
            rows.append(
                {
                    "exam_type": name,
                    "month": date(2025 if place == 0 else 2026, 12 if place == 0 else place, 1),
                    "n": n + int(chance.integers(-4, 5)) if n > 20 else 13,
                    "median": middle,
                    "p25": middle * 0.8,
                    "p75": middle * 1.25,
                    "unit": "Gy·cm²",
                    "drl": drl,
                }
            )
    return pd.DataFrame(rows)


def attention_rows() -> list[AttentionRow]:
    """One row of each state, with paths inside the application."""
    return [
        AttentionRow(
            "stock",
            "action",
            "Expired",
            "6 lots expired with stock, at 4 locations",
            "Supplies. Oldest: iodixanol 320, expired 12 Nov",
            date(2026, 11, 12),
            "/supplies",
            "supplies",
            2,
        ),
        AttentionRow(
            "badges",
            "action",
            "Level II",
            "R. Castellan: lens dose over Level II in October",
            "Badges. 2.31 mSv, 197 % of 1.17 mSv",
            date(2026, 10, 31),
            "/badges",
            "badges",
            1.97,
        ),
        AttentionRow(
            "dose",
            "warn",
            "Over DRL",
            "Lumbar spine LAT: median 112 % of the DRL",
            "Dose. 2.80 against 2.50 Gy·cm², n = 46",
            date(2026, 11, 1),
            "/dose",
            "dose",
            1.12,
        ),
        AttentionRow(
            "stock",
            "warn",
            "Expires soon",
            "14 lots expire within 30 days",
            "Supplies. First: iohexol 350, 9 Dec",
            TODAY,
            "/supplies",
            "supplies",
            0.9,
        ),
        AttentionRow(
            "badges",
            "unknown",
            "Not returned",
            "2 badges of May have not come back",
            "Badges. Missing is never counted as zero",
            date(2026, 6, 15),
            "/badges",
            "badges",
            0.5,
        ),
        AttentionRow(
            "room",
            "unknown",
            "Stale",
            "Room 5 has sent nothing since 11:05",
            "Feeds. Counts below leave Room 5 out",
            TODAY,
            "/feeds",
            "feeds",
            0.4,
        ),
        AttentionRow(
            "badges",
            "due",
            "Due 27 Nov",
            "October badge report waits for a signature",
            "Badges. 36 of 40 readings reviewed",
            TODAY,
            "/badges",
            "badges",
            0.1,
        ),
    ]


def periods() -> pd.DataFrame:
    """A year of badge periods with every kind of answer."""
    rows = [
        ("Jan", "value", 0.42, None),
        ("Feb", "value", 0.55, None),
        ("Mar", "M", None, None),
        ("Apr", "value", 0.71, "I"),
        ("May", "absent", None, None),
        ("Jun", "value", 0.48, None),
        ("Jul", "unused", None, None),
        ("Aug", "value", 0.62, None),
        ("Sep", "estimated", 0.66, None),
        ("Oct", "value", 2.31, "II"),
        ("Nov", "worn", None, None),
        ("Dec", "future", None, None),
    ]
    return pd.DataFrame(rows, columns=["label", "flag", "dose_msv", "level"])


def freshness(*, stale: bool = True, never: bool = False) -> Component:
    """Three feeds: one fresh, one that never came or is a day old, one past its limit."""
    items = [
        (
            "dose",
            "Exposures from a dose management system",
            timedelta(minutes=42),
            "never" if never else "ok",
        ),
        ("stock", "Stock", timedelta(days=2), "ok"),
        ("room", "Room 5", timedelta(hours=3, minutes=27), "stale" if stale else "ok"),
    ]
    return shell.freshness_strip(
        [
            {
                "source": source,
                "title": title,
                "as_of": None if state == "never" else NOW - age,
                "age_text": format_age(age),
                "state": state,
            }
            for source, title, age, state in items
        ],
        NOW,
        ZONE,
    )


def home() -> Component:
    """What needs attention, and today against usual."""
    hours = pd.Series(range(6, 21))
    middle = pd.Series([0, 7, 28, 55, 72, 88, 102, 115, 131, 150, 172, 188, 199, 208, 213])
    usual = pd.DataFrame({"x": hours, "low": middle * 0.9, "median": middle, "high": middle * 1.11})
    today = pd.DataFrame({"hour": hours[:9], "exams": [0, 6, 23, 45, 57, 66, 78, 92, 122]})
    rows = attention_rows()
    spark = pd.Series([9, 8, 10, 7.5, 8, 6, 7, 9, 7, 5.2, 7, 6.1])
    return shell.page_frame(
        "Home",
        f"What needs attention now, and is today going as usual? {format_long_day(NOW, ZONE)}",
        freshness=freshness(),
        body=[
            columns(
                tile(
                    attention_title(rows),
                    attention_list(rows, today=TODAY),
                    actions=button("Show acknowledged (3)", kind="quiet"),
                ),
                tile(
                    "Fewer exams than usual since Room 2 went down",
                    trend(
                        today,
                        x="hour",
                        y="exams",
                        title="Exams done by hour",
                        usual=usual,
                        from_zero=True,
                        events=[Event(9.7, "Room 2 down, 09:40")],
                        write=lambda value: f"Today {value:.0f}",
                        end_room=20,
                    ),
                    subtitle="Exams done by hour; 122 by 14:28, usual 142 (128 to 155)",
                    note="RIS, status completed, without Room 5 since 11:05",
                    table=table(
                        today,
                        [
                            Column("hour", "Hour", "number", decimals=0),
                            Column("exams", "Exams", "number", decimals=0),
                        ],
                        title="Exams by hour",
                    ),
                ),
                "1.45:1",
            ),
            kpi_row(
                [
                    kpi(
                        "Report turnaround",
                        "1.8",
                        "h median",
                        comparison="90th percentile 6.4 h, n = 1 086",
                        spark=spark,
                    ),
                    kpi(
                        "Reports in target",
                        "87",
                        "%",
                        comparison="Target 90 % final within 4 h",
                        chip=state_chip("warn", "Below"),
                        spark=spark,
                        target=8,
                        path="/",
                    ),
                    kpi(
                        "Reject rate",
                        "6.2",
                        "%",
                        comparison="95 % interval 5.6 to 6.9, n = 5 214",
                        chip=state_chip("ok", "In target"),
                        spark=spark,
                        target=10,
                    ),
                    kpi(
                        "Uptime, November",
                        "97.4",
                        "%",
                        comparison="Target 98 %, 8 units, 24 days",
                        chip=state_chip("warn", "Below"),
                        spark=spark,
                        target=7,
                    ),
                    kpi(
                        "Stock at risk",
                        "unknown",
                        comparison="No prices have been received",
                        chip=state_chip("unknown", "No prices"),
                    ),
                ]
            ),
        ],
        note="Small lines: last 12 weeks, dashed is the target. No dose of any person is shown on this page.",
    )


def dose() -> Component:
    """Eight small multiples and the outliers beside them."""
    months = dose_months()
    outliers = [
        {
            "day": format_day(date(2026, 11, 24 - place), TODAY),
            "exam": two_lines(name, f"Room {place % 4 + 1}"),
            "dap": dap,
            "times": times,
        }
        for place, (name, dap, times) in enumerate(
            [
                ("Lumbar spine LAT", 9.8, 3.9),
                ("Barium swallow", 21.4, 3.3),
                ("Abdomen AP", 6.6, 3.5),
                ("Pelvis AP", 4.9, None),
            ]
        )
    ]
    return shell.page_frame(
        "Dose",
        "Are typical doses below the reference levels, and which exposures need a reason?",
        freshness=freshness(stale=False),
        filters=filter_bar(
            [
                select_filter(
                    "dose-period",
                    "Period",
                    [("12", "Dec 2025 to Nov 2026"), ("3", "Last 3 months")],
                    "12",
                    default="12",
                ),
                select_filter("dose-room", "Rooms", [("all", "All 6"), ("3", "Room 3")], "3", default="all"),
                date_filter("dose-from", "From", date(2025, 12, 1), latest=TODAY),
            ],
            reset_path="/dose",
        ),
        actions=[link_button("Export", "/export/dose", icon_name="download", leaves_page=True)],
        body=columns(
            tile(
                drl_finding(months),
                small_multiples(months, today=TODAY),
                subtitle="Monthly median DAP as a share of the DRL, with the middle half. Bold: latest in Gy·cm².",
                note="DRL: UKHSA national levels, 20 Nov 2024. Compares the department's median, never one patient.",
                table=table(
                    months.head(14),
                    [
                        Column("exam_type", "Exam type"),
                        Column("month", "Month", write=str),
                        Column("n", "n", "number", decimals=0),
                        Column(
                            "median",
                            "Median",
                            "number",
                            unit="Gy·cm²",
                            write=lambda value: format_dap(value, ""),
                        ),
                        Column(
                            "drl", "DRL", "number", unit="Gy·cm²", write=lambda value: format_dap(value, "")
                        ),
                    ],
                    title="Monthly medians",
                    count_note="14 of 108 rows, by exam type and month",
                ),
            ),
            tile(
                "4 exposures wait for a reason",
                table(
                    outliers,
                    [
                        Column("day", "Day"),
                        Column("exam", "Exam"),
                        Column(
                            "dap", "DAP", "number", unit="Gy·cm²", write=lambda value: format_dap(value, "")
                        ),
                        Column("times", "Times", "number", unit="median", decimals=1),
                    ],
                    title="Outliers",
                    selected=0,
                ),
                subtitle="Over 3 times the median of the exam type, 30 days",
            ),
        ),
    )


def badges() -> Component:
    """The queue, and one wearer's year."""
    queue = [
        {
            "wearer": two_lines("R. Castellan", html.Span([mono("00217"), " Interventional"])),
            "dose": 2.31,
            "share": 11.6,
            "level": state_chip("action", "Level II"),
        },
        {
            "wearer": two_lines("P. Novak", html.Span([mono("00092"), " Fluoroscopy"])),
            "dose": 0.41,
            "share": 2.1,
            "level": state_chip("warn", "Level I"),
        },
        {
            "wearer": two_lines("K. Bauer", html.Span([mono("00071"), " Theatre"])),
            "dose": None,
            "share": None,
            "level": state_chip("unknown", "Not returned"),
        },
    ]
    lines = [
        Line(20, "Limit 20 mSv a year", "limit"),
        Line(14, "Level II 14 mSv", "action"),
        Line(8, "Level I 8 mSv", "warn"),
    ]
    return shell.page_frame(
        "Badges",
        "Which readings need me before I sign, and is anyone heading for a level or the limit?",
        freshness=freshness(stale=False),
        body=columns(
            stack(
                tile(
                    "3 readings wait for review",
                    table(
                        queue,
                        [
                            Column("wearer", "Wearer"),
                            Column(
                                "dose",
                                "Dose",
                                "number",
                                unit="mSv",
                                write=lambda value: format_msv(value, ""),
                                strong=True,
                            ),
                            Column("share", "This reading", "number", unit="% of limit", decimals=1),
                            Column("level", "Level"),
                        ],
                        title="Readings to review",
                        selected=0,
                        count_note="3 of 40, by share of the yearly limit",
                    ),
                    subtitle="October report, 40 wearers; largest share of the yearly limit first",
                ),
                tile(
                    "October report: 36 of 40 reviewed",
                    button(
                        "Sign report",
                        kind="primary",
                        icon_name="pencil",
                        disabled_because="Sign when 4 readings are closed.",
                    ),
                ),
            ),
            tile(
                "Will the lens dose stay below Level II this year? Likely yes; Level I may be passed",
                [
                    sums(
                        [
                            ("October", "2.31", "mSv", "197 % of Level II (1.17 mSv)"),
                            ("Quarter to date", "2.31", "mSv", "Oct only"),
                            ("Year to date", "5.75", "mSv", "29 % of limit; 1 unknown"),
                            ("Rolling 12 months", "7.02", "mSv", "1 period unknown"),
                            ("Five years", "31.4", "mSv", "57 of 58 periods known"),
                        ]
                    ),
                    cumulative(
                        periods(),
                        title="Cumulative lens dose, R. Castellan",
                        lines=lines,
                        estimate=Estimate(7.6, 6.4, 10.9, "80 % band"),
                        today_at=10.8,
                    ),
                ],
                subtitle="R. Castellan 00217. Cumulative lens dose Hp(3) in mSv, 2026",
                note="Levels: site programme, interventional group, valid from 1 Jan 2026. Limit: EU 2013/59 Art. 9.",
            ),
            "1:2",
        ),
    )


def supplies() -> Component:
    """Lots by location and time to expiry, and the list behind it."""
    chance = np.random.default_rng(3)
    bins = [
        ("Expired", "action"),
        ("Within 30 d", "warn"),
        ("31 to 90 d", "plain"),
        ("Later", "plain"),
        ("No date", "unknown"),
    ]
    places = [
        "Room 4, cabinet 4",
        "Store, rack 1",
        "Room 2, trolley",
        "Store, cold room",
        "Interventional suite anaesthesia cupboard",
        "Angio store",
        "Ward mobile A",
    ]
    lots = pd.DataFrame(
        [
            {"location": place, "bin": name, "lots": int(chance.integers(0, 4 + 3 * at))}
            for place in places
            for at, (name, _) in enumerate(bins)
        ]
    )
    expired = [
        {
            "location": "Room 4, cabinet 4",
            "item": "Iodixanol 320, 50 mL",
            "lot": "7741-A",
            "expired": "12 Nov 2026",
            "age": format_days(12),
            "units": 9,
        },
        {
            "location": "Room 4, cabinet 4",
            "item": "Barium sulfate 98 %",
            "lot": "00392/174",
            "expired": "20 Nov 2026",
            "age": format_days(4),
            "units": 4,
        },
        {
            "location": "Store, rack 1",
            "item": "Gadobutrol 1.0, 15 mL",
            "lot": "12E45",
            "expired": "15 Nov 2026",
            "age": format_days(9),
            "units": 6,
        },
        {
            "location": "Store, cold room",
            "item": "Secretin 16 µg",
            "lot": state_chip("unknown", "No lot"),
            "expired": state_chip("unknown", "No date"),
            "age": "",
            "units": None,
        },
    ]
    expired[0]["expired"] = html.Span([html.Strong("12 Nov 2026", className="ro-action-text"), " 12 d ago"])
    stock = pd.DataFrame(
        {
            "item": [f"Made-up item {place}" for place in range(60)],
            "lot": [f"{place:05d}" for place in range(60)],
            "expiry": [
                date(2026, 11, 1) + timedelta(days=7 * place) if place % 9 else None for place in range(60)
            ],
            "units": [float(chance.integers(0, 2500)) for _ in range(60)],
            "location": [places[place % len(places)] for place in range(60)],
        }
    )
    return shell.page_frame(
        "Supplies",
        "What has expired, where does it lie, and what will be wasted if nothing is done?",
        freshness=freshness(stale=False),
        filters=filter_bar(
            [
                text_filter("supplies-find", "Find", placeholder="Code, lot or item"),
                select_filter("supplies-location", "Locations", [("all", "All 7")], "all", default="all"),
            ]
        ),
        actions=[link_button("Pick list", "/export/pick", icon_name="printer", leaves_page=True)],
        body=[
            columns(
                tile(
                    "6 lots expired with stock, at 4 locations",
                    expiry_bars(lots, bins=bins, title="Lots by location and time to expiry"),
                    subtitle="Number of lots with stock, by location and days to expiry; 24 Nov 2026",
                    note="Expired means past its date by today. 1 item has no date.",
                    table=table(
                        lots,
                        [
                            Column("location", "Location"),
                            Column("bin", "Expires"),
                            Column("lots", "Lots", "number", decimals=0),
                        ],
                        title="Lots",
                    ),
                ),
                tile(
                    "Where the expired lots lie",
                    table(
                        expired,
                        [
                            Column("item", "Item"),
                            Column("lot", "Lot", "id"),
                            Column("expired", "Expired"),
                            Column("units", "Units", "number", decimals=0),
                        ],
                        title="Expired lots",
                        group="location",
                        group_icon="geo-alt",
                    ),
                ),
                "1:1",
            ),
            tile(
                "Use in this order: lots with stock",
                grid(
                    stock,
                    [
                        Column("item", "Item"),
                        Column("lot", "Lot", "id"),
                        Column("expiry", "Expires", write=format_day),
                        Column("units", "On hand", "number", decimals=0),
                        Column("location", "Location"),
                    ],
                    id="supplies-grid",
                    title="Lots with stock",
                    height="230px",
                ),
                actions=html.Span("60 lots, sorted by expiry", className="ro-count"),
            ),
        ],
    )


def feeds() -> Component:
    """Ranked bars and a list, for want of better made-up data."""
    reasons = pd.DataFrame(
        {
            "reason": [
                "Positioning",
                "Exposure error",
                "Motion",
                "Artefact",
                "Wrong side marker <b>",
                "Detector fault",
            ],
            "share": [3.1, 1.7, 0.9, 0.4, 0.2, 0.05],
            "low": [2.7, 1.3, 0.6, 0.2, 0.1, 0.0],
            "high": [3.6, 2.1, 1.2, 0.6, 0.4, 0.2],
        }
    )
    return shell.page_frame(
        "Feeds",
        "What came in, what was set aside, and what is late?",
        freshness=freshness(),
        body=columns(
            tile(
                "Why are exposures rejected?",
                ranked_bars(
                    reasons,
                    label="reason",
                    value="share",
                    title="Reject reasons",
                    unit="%",
                    write=lambda value: f"{value:.1f}",
                    out_of_line=["Positioning"],
                ),
                subtitle="Share of all exposures, per cent, n = 5 214",
            ),
            tile(
                "And with intervals?",
                ranked_bars(
                    reasons,
                    label="reason",
                    value="share",
                    title="Reject reasons with intervals",
                    low="low",
                    high="high",
                    lines=[Line(2, "Target 2 %")],
                ),
            ),
            "1:1",
        ),
    )


def states() -> Component:
    """Every state that is not a picture: nothing, trouble, chips, cells, buttons."""
    never = empty(
        "never",
        "No dose has arrived yet, so there is nothing to compare",
        "This page needs dose reports or image headers. The RIS has 1 968 exams in this period; none has a dose.",
        steps=[
            Step(
                "Send dose reports to the inbox",
                html.Span(["Point the modality or the PACS at the folder ", mono("inbox/dose")]),
                link_button("How to send", "/feeds"),
            ),
            Step(
                "Try one file first",
                "Shows what would be read, and writes nothing",
                link_button("Try a file", "/feeds", kind="primary", icon_name="file-earmark-check"),
            ),
            Step("Check the quarantine", "0 files are set aside", link_button("Open feeds", "/feeds")),
        ],
        note="Reference levels are loaded: UK national DRL 2024. Dose reports are marked as overdue after 26 h.",
    )
    chips = html.Div(
        [
            state_chip("ok", "In limits"),
            state_chip("due", "Due 27 Nov"),
            state_chip("warn", "Overdue 2 d"),
            state_chip("action", "Action"),
            state_chip("action", "Down", icon_name="x-octagon-fill"),
            state_chip("unknown", "Not done"),
        ],
        style={"display": "flex", "gap": "10px", "flexWrap": "wrap"},
    )
    cells = html.Div(
        [
            dose_cell("value", 0.42),
            dose_cell("M"),
            dose_cell("unused"),
            dose_cell("missing"),
            dose_cell("not_measured"),
            dose_cell("estimated", 0.57),
            dose_cell("value", 0.71, "I"),
            dose_cell("value", 2.31, "II"),
            dose_cell("worn"),
        ],
        style={"display": "grid", "gridTemplateColumns": "repeat(auto-fill, 74px)", "gap": "4px"},
    )
    buttons = html.Div(
        [
            button("Record", kind="primary"),
            button("Export", icon_name="download"),
            button("Discard", kind="danger"),
            button("Quiet", kind="quiet"),
            button("Sign", kind="primary", disabled_because="Give a reason first."),
        ],
        style={"display": "flex", "gap": "8px", "flexWrap": "wrap"},
    )
    skeleton = html.Div([html.Span(), html.Span(), html.Span()], className="ro-skeleton")
    return shell.page_frame(
        "States",
        "What is shown when there is nothing to show?",
        freshness=freshness(never=True),
        body=[
            tile("Is there any dose?", never),
            columns(
                problem(
                    "Outlier list could not be loaded",
                    text="The list needs the database. Your entries are safe: nothing was being saved.",
                    what="dose outliers, 14:32:07",
                    why="no answer within 10 s",
                    reference="7F3A-0021",
                    retry=button("Try again", icon_name="arrow-clockwise"),
                ),
                tile(
                    "Chips, cells and buttons",
                    [chips, cells, buttons, skeleton],
                    banner=stale_banner(
                        "These charts could not be updated at 14:32.",
                        "The database did not answer within 10 s. You see the picture of 14:27.",
                        retry=button("Try again", kind="primary", icon_name="arrow-clockwise"),
                    ),
                ),
                "1:1",
            ),
            columns(
                tile(
                    "No lot is expired",
                    empty("good", "No lot is expired", "41 lots with stock, the next expires on 9 Dec 2026."),
                ),
                tile(
                    "Exams in Room 9",
                    empty(
                        "filtered",
                        "No exam in this filter",
                        "Room 9 has none in November; all rooms have 1 968.",
                        action=link_button("Reset filters", "/states"),
                    ),
                ),
                "1:1",
            ),
        ],
    )


_BODY_OF_PATH = {
    "/": home,
    "/dose": dose,
    "/badges": badges,
    "/supplies": supplies,
    "/feeds": feeds,
    "/states": states,
}


def make_gallery() -> Dash:
    """The application; every page is one of the functions above."""
    build_assets.build()
    app = Dash(
        "dashboard",
        assets_folder=str(build_assets.VENDOR.parent),
        # Nobody signs in here, so there is no session whose end could be asked for.
        assets_ignore=rf"{shell.OTHER_ASSETS}|^idle",
        update_title=None,
        use_pages=False,
    )
    app.index_string = shell.index_string(app.get_asset_url)
    app.layout = html.Div([dcc.Location(id="gallery-location"), html.Div(id="gallery-page")])

    @app.callback(Output("gallery-page", "children"), Input("gallery-location", "pathname"))
    def page(pathname: str) -> list[Component]:
        paths = [("/" if name == "Home" else f"/{name.lower()}") for name in PAGES]
        bar = shell.navigation(
            list(zip(PAGES, paths, strict=True)),
            active=pathname,
            site_name="Northfield General",
            demo=True,
            user_name="P. Lindqvist",
            role_title="Physicist",
        )
        return [bar, _BODY_OF_PATH.get(pathname, home)()]

    return app


if __name__ == "__main__":
    make_gallery().run(port=8059, debug=False)
