"""Which page shows a feed, and how old may its data be? Apart from the web application: a command needs no pages."""

from db.freshness import FeedInfo
from etl.mapping import Feeds
from etl.sources import FEED_SOURCES

# Which page a feed is for; a feed that is for none yet is shown on the feeds page alone.
_PAGES = {
    "ris_csv": "exams",
    "hl7": "exams",
    "reject_log": "exams",
    "rdsr": "dose",
    "image_header": "dose",
    "dose_csv": "dose",
    "landauer": "badges",
    "mirion": "badges",
    "badge_roster": "badges",
    "stock": "supplies",
    "item_list": "supplies",
    "movements": "supplies",
    "stock_targets": "orders",
    "prices": "orders",
    "recalls": "recalls",
    "garments": "garments",
    "garment_inspections": "garments",
    "qc_results": "equipment",
    "service_events": "equipment",
    "cleaning_log": "equipment",
    "interns": "interns",
    "competencies": "interns",
    "exam_log": "interns",
    "clinical_hours": "interns",
    "development": "development",
}


def feed_infos(feeds: Feeds) -> tuple[FeedInfo, ...]:
    """The feeds as pages show them, each with the age that the site (or else its source) allows its data."""
    return tuple(
        FeedInfo(source.name, source.title, feeds.stale_after(source), _PAGES.get(source.name, ""))
        for source in FEED_SOURCES
    )
