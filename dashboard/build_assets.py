"""Makes `dashboard/assets/vendor/`: what the pages need of others, taken from installed packages, never committed.

Bootstrap's style sheet and the icons come from bootstrap-flask, the typeface from fontpkg-inter; the token sheets are
written from `dashboard.theme`, and the script of Plotly is compressed. Run `python -m dashboard.build_assets`; a second
run with the same packages does nothing.
"""

import hashlib
import io
import os
import re
import sys
from functools import cache
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import quote

import brotli
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from dashboard import figure_script
from dashboard.theme_css import figure_css, tokens_css

VENDOR = Path(__file__).parent / "assets" / "vendor"
PLOTLY = "plotly.min.js.br"

# Names of bootstrap-icons that blocks may use.
ICONS = (
    "123",
    "activity",
    "arrow-clockwise",
    "arrow-counterclockwise",
    "arrow-down",
    "arrow-left-right",
    "arrow-right",
    "arrow-up",
    "box-arrow-in-down",
    "box-arrow-right",
    "box-arrow-up",
    "box-seam",
    "calendar3",
    "cart",
    "check-circle",
    "check-lg",
    "chevron-down",
    "circle-half",
    "clock",
    "clock-history",
    "download",
    "exclamation-octagon-fill",
    "exclamation-triangle",
    "exclamation-triangle-fill",
    "file-earmark-check",
    "funnel",
    "geo-alt",
    "inbox",
    "info-circle",
    "key",
    "link-45deg",
    "list-check",
    "list-ol",
    "megaphone",
    "pencil",
    "person-badge",
    "plus-lg",
    "printer",
    "question-circle",
    "search",
    "shield-check",
    "slash-circle",
    "table",
    "trash",
    "unlock",
    "upc-scan",
    "x-lg",
    "x-octagon-fill",
)

# Latin as far as the pages write it: accents, the dashes and quotes, superscript two, euro, minus, arrows up and down.
_RANGES = ((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2015), (0x2018, 0x201E))
_PAPER_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x201E),
)
_SIGNS = (0x131, 0x152, 0x153, 0x2020, 0x2022, 0x2026, 0x202F, 0x20AC, 0x2122, 0x2191, 0x2193, 0x2212, 0x2215)
_FEATURES = ("calt", "case", "ccmp", "kern", "liga", "locl", "mark", "mkmk", "pnum", "tnum", "zero")

_SYMBOL = re.compile(
    r'<symbol[^>]* viewBox="(?P<box>[^"]+)" id="(?P<id>[^"]+)">(?P<shapes>.*?)</symbol>', re.DOTALL
)
_UNQUOTED = " =:/'"

_FONT_FACE = """@font-face {
  font-family: Inter;
  font-style: normal;
  font-weight: 400 700;
  font-display: swap;
  src: url("inter-latin.woff2") format("woff2");
}
"""


def build(target: Path = VENDOR) -> bool:
    """Fills `target`; True when something was made, False when the stamp says that all of it is there already.

    Each file takes its place whole and the stamp comes last: a run cut short is simply run again, and two processes
    that start together do each other no harm.
    """
    wanted = _stamp()
    stamp = target / "stamp.txt"
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    target.mkdir(parents=True, exist_ok=True)
    made = {**_contents(), stamp.name: wanted.encode()}
    for name, content in made.items():
        part = target / f".{name}.{os.getpid()}"
        part.write_bytes(content)
        part.replace(target / name)
    for left_over in target.iterdir():
        if left_over.name not in made and not left_over.name.startswith("."):
            left_over.unlink(missing_ok=True)
    return True


def _stamp() -> str:
    """Changes with the packages that things are taken from, with the tokens and with this module."""
    packages = [f"{name} {version(name)}" for name in ("bootstrap-flask", "fontpkg-inter", "fonttools")]
    packages.append(hashlib.sha256(figure_script.script()).hexdigest())
    ours = Path(__file__).read_text() + tokens_css() + figure_css()
    return hashlib.sha256("\n".join([*packages, ours]).encode()).hexdigest()


def _contents() -> dict[str, bytes]:
    bootstrap = files("flask_bootstrap") / "static" / "bootstrap5"
    style = (bootstrap / "css" / "bootstrap.min.css").read_text(encoding="utf-8")
    style = style.removeprefix('@charset "UTF-8";').split("/*# sourceMappingURL")[0]
    sprite = (bootstrap / "icons" / "bootstrap-icons.svg").read_text(encoding="utf-8")
    return {
        # In a layer, Bootstrap yields to every rule of our own, in whatever order the sheets are linked.
        "bootstrap.min.css": f"@layer bootstrap{{{style}}}\n".encode(),
        "icons.css": _icons_css(sprite).encode(),
        "inter-latin.woff2": _typeface(),
        "inter.css": _FONT_FACE.encode(),
        # For paper: a PDF takes the signs that it needs out of these, whatever letters a name has.
        "inter-regular.ttf": _static_typeface(400),
        "inter-bold.ttf": _static_typeface(600),
        "tokens.css": tokens_css().encode(),
        "figures.css": figure_css().encode(),
        PLOTLY: _plotly(),
    }


def _icons_css(sprite: str) -> str:
    """One mask per icon, as a data address: coloured by `background`, so that it follows the text."""
    found = {match["id"]: match for match in _SYMBOL.finditer(sprite)}
    missing = sorted(set(ICONS) - set(found))
    if missing:
        raise LookupError(f"bootstrap-flask has no icon named {', '.join(missing)}")
    rules = []
    for name in ICONS:
        box, shapes = found[name]["box"], found[name]["shapes"]
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{shapes}</svg>'.replace('"', "'")
        rules.append(f'.ro-icon-{name}{{--ro-icon:url("data:image/svg+xml,{quote(svg, safe=_UNQUOTED)}")}}\n')
    return "".join(rules)


@cache
def _plotly() -> bytes:
    """The script that draws figures, by far the heaviest: pressed harder here than there is time for in a request."""
    # One step below the hardest, which takes six times as long for two per cent.
    return brotli.compress(figure_script.script(), quality=10)


@cache
def _typeface() -> bytes:
    """A Latin part of Inter, weights 400 to 700, as woff2."""
    with as_file(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf") as source:
        font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=list(_FEATURES), hinting=False, notdef_outline=True))
    subsetter.populate(
        unicodes=[sign for low, high in _RANGES for sign in range(low, high + 1)] + list(_SIGNS)
    )
    subsetter.subset(font)
    # The optical size for text; the display cut is not used.
    font = instantiateVariableFont(font, {"opsz": 14, "wght": (400, 700)})
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


@cache
def _static_typeface(weight: int) -> bytes:
    """Inter in one weight, with Latin, Greek and Cyrillic letters, as TrueType."""
    with as_file(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf") as source:
        font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(
        Options(layout_features=["kern", "ccmp", "mark"], hinting=False, notdef_outline=True)
    )
    letters = [sign for low, high in _PAPER_RANGES for sign in range(low, high + 1)]
    subsetter.populate(unicodes=[*letters, *_SIGNS])
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"opsz": 14, "wght": weight})
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


if __name__ == "__main__":
    sys.stdout.write(f"{VENDOR}: {'made' if build() else 'up to date'}\n")
