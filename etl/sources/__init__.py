"""Which sources are there, and which does a table come from? Recognised by content, never by the file's name."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from etl.headers import HeaderMatch
from etl.mapping import Feeds, lay_over
from etl.readers.tables import Look
from etl.source import FileRejected, Source
from etl.sources.alara_levels import ALARA_LEVELS
from etl.sources.badge_roster import BADGE_ROSTER
from etl.sources.cleaning_log import CLEANING_LOG
from etl.sources.clinical_hours import CLINICAL_HOURS
from etl.sources.competencies import COMPETENCIES
from etl.sources.competency_cases import COMPETENCY_CASES
from etl.sources.competency_requirements import COMPETENCY_REQUIREMENTS
from etl.sources.competency_rules import COMPETENCY_RULES
from etl.sources.development import DEVELOPMENT
from etl.sources.deviation_bands import DEVIATION_BANDS
from etl.sources.dose_csv import DOSE_CSV
from etl.sources.dose_limits import DOSE_LIMITS
from etl.sources.effective_dose_rules import EFFECTIVE_DOSE_RULES
from etl.sources.equipment_list import EQUIPMENT_LIST
from etl.sources.evaluations import EVALUATIONS
from etl.sources.exam_log import EXAM_LOG
from etl.sources.exam_names import EXAM_NAMES
from etl.sources.exam_traits import EXAM_TRAITS
from etl.sources.garment_criteria import GARMENT_CRITERIA
from etl.sources.garment_inspections import GARMENT_INSPECTIONS
from etl.sources.garments import GARMENTS
from etl.sources.hl7 import HL7
from etl.sources.image_header import IMAGE_HEADER
from etl.sources.intern_supervisors import INTERN_SUPERVISORS
from etl.sources.interns import INTERNS
from etl.sources.item_list import ITEM_LIST
from etl.sources.landauer import LANDAUER
from etl.sources.mirion import MIRION
from etl.sources.movements import MOVEMENTS
from etl.sources.operations_targets import OPERATIONS_TARGETS
from etl.sources.outlier_rules import OUTLIER_RULES
from etl.sources.prices import PRICES
from etl.sources.qc_limits import QC_LIMITS
from etl.sources.qc_results import QC_RESULTS
from etl.sources.qc_schedules import QC_SCHEDULES
from etl.sources.qc_tests import QC_TESTS
from etl.sources.quality_control_patterns import QUALITY_CONTROL_PATTERNS
from etl.sources.rdsr import RDSR
from etl.sources.recalls import RECALLS
from etl.sources.reference_levels import REFERENCE_LEVELS
from etl.sources.reject_log import REJECT_LOG
from etl.sources.reject_reason_names import REJECT_REASON_NAMES
from etl.sources.reject_reasons import REJECT_REASONS
from etl.sources.reporting_clocks import REPORTING_CLOCKS
from etl.sources.ris_csv import RIS_CSV
from etl.sources.service_events import SERVICE_EVENTS
from etl.sources.stock import STOCK
from etl.sources.stock_targets import STOCK_TARGETS
from etl.sources.training_settings import TRAINING_SETTINGS

# What the department sends, and what it is judged against: the latter comes with radops and is the site's to edit.
FEED_SOURCES: tuple[Source, ...] = (
    RIS_CSV,
    HL7,
    RDSR,
    IMAGE_HEADER,
    DOSE_CSV,
    REJECT_LOG,
    LANDAUER,
    MIRION,
    BADGE_ROSTER,
    STOCK,
    ITEM_LIST,
    MOVEMENTS,
    STOCK_TARGETS,
    PRICES,
    RECALLS,
    GARMENTS,
    GARMENT_INSPECTIONS,
    EQUIPMENT_LIST,
    QC_RESULTS,
    QC_LIMITS,
    QC_SCHEDULES,
    SERVICE_EVENTS,
    CLEANING_LOG,
    INTERNS,
    INTERN_SUPERVISORS,
    COMPETENCIES,
    EXAM_LOG,
    CLINICAL_HOURS,
    EVALUATIONS,
    DEVELOPMENT,
)
REFERENCE_SOURCES: tuple[Source, ...] = (
    DOSE_LIMITS,
    ALARA_LEVELS,
    REFERENCE_LEVELS,
    OUTLIER_RULES,
    DEVIATION_BANDS,
    REJECT_REASONS,
    REJECT_REASON_NAMES,
    QUALITY_CONTROL_PATTERNS,
    EXAM_NAMES,
    EFFECTIVE_DOSE_RULES,
    REPORTING_CLOCKS,
    GARMENT_CRITERIA,
    QC_TESTS,
    COMPETENCY_REQUIREMENTS,
    COMPETENCY_RULES,
    COMPETENCY_CASES,
    TRAINING_SETTINGS,
    OPERATIONS_TARGETS,
    EXAM_TRAITS,
)
SOURCES: tuple[Source, ...] = FEED_SOURCES + REFERENCE_SOURCES

# With less in common a file is none of a source's that merely lost a column.
_ALIKE_SHARE, _ALIKE_COLUMNS = 0.5, 3


@dataclass(frozen=True)
class Candidate:
    """A layout of a source, and how a file's header fits it."""

    source: Source
    match: HeaderMatch

    @property
    def strength(self) -> tuple[int, int]:
        """More columns in common win (what the site fixes counts as one); where they are as many, fewer missing do."""
        fixed = sum(field.fixed is not None for field in self.source.fields)
        return len(self.match.found) + fixed, -len(self.match.missing)

    @property
    def is_alike(self) -> bool:
        """Whether the file is this source's, though a column may be missing."""
        return self.match.share >= _ALIKE_SHARE and len(self.match.found) >= _ALIKE_COLUMNS


def source_named(name: str) -> Source:
    """Return a source by its name. Raises LookupError."""
    for source in SOURCES:
        if source.name == name:
            return source
    raise LookupError(
        f"no source is called {name!r}; there are {', '.join(source.name for source in SOURCES)}"
    )


def layouts(source: Source, feeds: Feeds, file_name: str) -> Iterator[Source]:
    """The layouts in which a source's files may come: the site's first, then the default, then known senders'."""
    yield from feeds.of(source, file_name)
    yield source
    yield from _known_layouts(source)


@lru_cache(maxsize=256)
def _known_layouts(source: Source) -> tuple[Source, ...]:
    known = source.known_layouts or {}
    return tuple(
        lay_over(source, section, f"{source.name}, {name}:", name) for name, section in known.items()
    )


def candidates(path: Path, feeds: Feeds) -> list[Candidate]:
    """All layouts that have any column in common with a file, best first. Raises FileRejected for what is no table."""
    look = Look(path)
    found = []
    for source in SOURCES:
        for layout in layouts(source, feeds, path.name) if source.table else ():
            match = look.match(layout)
            if match is not None and match.found:
                found.append(Candidate(layout, match))
    # Sorting keeps the order of equals: the site's layout before the default, the default before known senders'.
    return sorted(found, key=lambda candidate: candidate.strength, reverse=True)


def recognise(path: Path, feeds: Feeds) -> Source:
    """Return the source of a file, in the layout that fits.

    Raises FileRejected: not recognised when no source takes the file, recognised when a column is missing or two
    sources fit equally well. The reason names columns of ours, never what stands in the file.
    """
    found = candidates(path, feeds)
    if not found:
        raise FileRejected(
            "no source takes this file: its first line has no column that any source knows", False
        )
    best = found[0]
    if not best.match.is_complete:
        missing = ", ".join(repr(name) for name in best.match.missing)
        if best.is_alike:
            raise FileRejected(f"{best.source.name}: missing column {missing}", recognised=True)
        raise FileRejected(
            f"no source takes this file: closest is {best.source.name} ({best.source.layout}), "
            f"which also needs {missing}",
            recognised=False,
        )
    rivals = {other.source.name for other in found if other.strength == best.strength}
    if len(rivals) > 1:
        raise FileRejected(
            f"more than one source takes this file: {', '.join(sorted(rivals))}", recognised=True
        )
    return best.source
