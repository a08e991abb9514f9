"""A4 pages with a head, tables that repeat their header, and a foot with page n of m. All of it is text."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from dashboard.build_assets import VENDOR

_INK, _QUIET, _RULE = (21, 32, 43), (69, 82, 96), (127, 139, 152)
_SIZE, _LINE_MM = 9.0, 4.6


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a table on paper: its title, its width in mm, whether numbers stand right."""

    title: str
    width_mm: float
    right: bool = False


class Sheet(FPDF):
    """One document. `title` stands on the first page, `head` small on each, `foot` beside the page number."""

    def __init__(
        self, title: str, head: str, foot: str, *, landscape: bool = False, fonts: Path = VENDOR
    ) -> None:
        super().__init__("L" if landscape else "P", "mm", "A4")
        self.head_words, self.foot_words = head, foot
        self._filled = False
        self.add_font("Inter", "", fonts / "inter-regular.ttf")
        self.add_font("Inter", "B", fonts / "inter-bold.ttf")
        self.set_margins(14, 14, 14)
        self.set_auto_page_break(True, 18)
        self.set_title(title)
        self.alias_nb_pages()
        self.add_page()
        self._write(title, 15, bold=True, line_mm=8)

    def header(self) -> None:
        """The small line at the top of each page."""
        self._write(self.head_words, 8, colour=_QUIET)
        self.ln(2)

    def footer(self) -> None:
        """The line at the bottom: what it is, and page n of m."""
        self.set_y(-12)
        self.set_font("Inter", "", 8)
        self.set_text_color(*_QUIET)
        self.cell(0, 4, self.foot_words, new_x=XPos.LMARGIN, new_y=YPos.TOP)
        self.cell(0, 4, f"{self.page_no()} of {{nb}}", align="R")

    def words(self, text: str, *, bold: bool = False, quiet: bool = False) -> None:
        """A paragraph."""
        self._write(text, _SIZE, bold=bold, colour=_QUIET if quiet else _INK)
        self.ln(1)

    def new_page(self) -> None:
        """Begin a page of its own, unless this one holds nothing yet but its title."""
        if self._filled:
            self.add_page()
        self._filled = True

    def heading(self, text: str) -> None:
        """A heading that stays with what follows."""
        if self.will_page_break(24):
            self.add_page()
        self.ln(2)
        self._write(text, 11, bold=True, line_mm=6)

    def lines(self, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> None:
        """A table; a row is never split, and the head stands again on each page."""
        self._row(columns, [column.title for column in columns], bold=True)
        for row in rows:
            height = self._height(columns, row)
            if self.will_page_break(height):
                self.add_page()
                self._row(columns, [column.title for column in columns], bold=True)
            self._row(columns, row)
        self.ln(2)

    def signature(self, said: Sequence[str], *, by_hand: bool = True) -> None:
        """Who signed, what that means, and when; `by_hand` adds a line on which to sign. It stands on one page."""
        self.set_font("Inter", "", _SIZE)
        lines = sum(self._lines(0, text) for text in said)
        if self.will_page_break(4 + lines * _LINE_MM + len(said) + (18 if by_hand else 0)):
            self.add_page()
        self.ln(4)
        for text in said:
            self.words(text)
        if not by_hand:
            return
        self.ln(9)
        self.set_draw_color(*_RULE)
        self.line(self.l_margin, self.get_y(), self.l_margin + 80, self.get_y())
        self._write("Signature and date", 8, colour=_QUIET)

    def content(self) -> bytes:
        """The document as a PDF file."""
        return bytes(self.output())

    def _write(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: tuple[int, int, int] = _INK,
        line_mm: float = _LINE_MM,
    ) -> None:
        self.set_font("Inter", "B" if bold else "", size)
        self.set_text_color(*colour)
        self.multi_cell(0, line_mm, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _height(self, columns: Sequence[PaperColumn], row: Sequence[str]) -> float:
        self.set_font("Inter", "", _SIZE)
        lines = max(self._lines(c.width_mm, t or " ") for c, t in zip(columns, row, strict=True))
        return lines * _LINE_MM + 1.6

    def _lines(self, width_mm: float, text: str) -> int:
        """How many lines a text takes in a width (0: up to the margin)."""
        # What fits is one line; only the others are broken, which takes most of a paper's time.
        if width_mm and "\n" not in text and self.get_string_width(text) + 2 * self.c_margin < width_mm:
            return 1
        found = self.multi_cell(width_mm, _LINE_MM, text, dry_run=True, output="LINES")
        return len(found)  # type: ignore[arg-type]

    def _row(self, columns: Sequence[PaperColumn], row: Sequence[str], *, bold: bool = False) -> None:
        height = self._height(columns, row)
        top, left = self.get_y(), self.l_margin
        self.set_font("Inter", "B" if bold else "", _SIZE)
        self.set_text_color(*(_QUIET if bold else _INK))
        for column, text in zip(columns, row, strict=True):
            self.set_xy(left, top + 0.8)
            self.multi_cell(column.width_mm, _LINE_MM, text or " ", align="R" if column.right else "L")
            left += column.width_mm
        self.set_draw_color(*_RULE)
        self.set_line_width(0.3 if bold else 0.1)
        self.line(self.l_margin, top + height, left, top + height)
        self.set_xy(self.l_margin, top + height)
