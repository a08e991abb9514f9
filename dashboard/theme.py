"""Which colours, type and chart settings does radops use, by day and by night?

The tokens are data here and nowhere else: `dashboard.build_assets` writes the CSS variables from them, the Plotly
templates are made of them, and a test computes the contrasts and colour distances.

Charts are drawn in the light colours only. In dark mode a style sheet made from the same tokens (`figure_css`) repaints
them in the browser, so that switching asks the server for nothing and a page printed from a dark screen is light.
"""

import re
from typing import Literal

import plotly.graph_objects as go
import plotly.io as pio

Mode = Literal["light", "dark"]
MODES: tuple[Mode, Mode] = ("light", "dark")

TYPEFACE = 'Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif'
MONOSPACE = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace'

# name: (light, dark)
_PAIRS: dict[str, tuple[str, str]] = {
    "bg": ("#F4F6F8", "#0D131A"),
    "surface": ("#FFFFFF", "#17202A"),
    "inset": ("#EDF1F5", "#202B37"),
    "line": ("#D8DEE5", "#2F3B48"),
    "rule": ("#7F8B98", "#728294"),
    "ink": ("#15202B", "#EAF0F6"),
    "ink-2": ("#455260", "#B9C4D0"),
    "ink-3": ("#5A6775", "#9AA8B6"),
    "accent": ("#0B5CAD", "#74B6F7"),
    "on-accent": ("#FFFFFF", "#0D131A"),
    "accent-soft": ("#E3EEF9", "#1B324A"),
    "ok": ("#17735A", "#55C9A0"),
    "due": ("#0B5CAD", "#74B6F7"),
    "warn-text": ("#7A4B00", "#F5B53D"),
    "warn": ("#C27A00", "#F5B53D"),
    "warn-soft": ("#FFF1D2", "#3A2C0C"),
    "action": ("#A3161F", "#FF8B7B"),
    "on-action": ("#FFFFFF", "#2A0806"),
    "action-soft": ("#FDE7E4", "#47201D"),
    "unknown": ("#5A6775", "#A9B5C1"),
    "series-1": ("#277FC8", "#6296F4"),
    "series-2": ("#813F00", "#E2904C"),
    "series-3": ("#096157", "#82FBEB"),
    "series-4": ("#53173F", "#DAAED5"),
    "series-5": ("#A58629", "#EAD994"),
    "series-6": ("#6B7785", "#8B99A7"),
    "sequential-1": ("#EAF2FA", "#1C2B3B"),
    "sequential-2": ("#C9DEF2", "#21456B"),
    "sequential-3": ("#9CC3E6", "#2B6199"),
    "sequential-4": ("#6AA4D8", "#4480C4"),
    "sequential-5": ("#3B84C4", "#6FA3E4"),
    "sequential-6": ("#1D629F", "#A3C8F4"),
    "sequential-7": ("#0E3F6E", "#DCEBFC"),
    "diverging-1": ("#1D629F", "#8FC1FA"),
    "diverging-2": ("#6AA4D8", "#4480C4"),
    "diverging-3": ("#C9DEF2", "#21456B"),
    "diverging-4": ("#F1F3F5", "#26313D"),
    "diverging-5": ("#EBCFAF", "#5A3A1C"),
    "diverging-6": ("#C98A45", "#B0702F"),
    "diverging-7": ("#813F00", "#F2B67E"),
}
TOKENS: dict[Mode, dict[str, str]] = {
    "light": {name: pair[0] for name, pair in _PAIRS.items()},
    "dark": {name: pair[1] for name, pair in _PAIRS.items()},
}

SERIES = tuple(f"series-{place}" for place in range(1, 7))
SEQUENTIAL = tuple(f"sequential-{place}" for place in range(1, 8))

# How much of a series colour shows: band = the spread of the data, out = the same for the one series out of line,
# usual = what is usual (grey).
_SPREADS: dict[str, tuple[str, float, float]] = {
    "band": ("series-1", 0.20, 0.26),
    "band-out": ("series-2", 0.16, 0.26),
    "usual": ("series-6", 0.22, 0.26),
}

# The tokens that charts are drawn with. Their light values differ from each other, so that dark can be told from them;
# due (as accent) and unknown (as ink-3) are left out for that reason.
FIGURE_TOKENS = (
    "surface",
    "line",
    "rule",
    "ink",
    "ink-2",
    "ink-3",
    "ok",
    "warn-text",
    "warn",
    "action",
    *SERIES,
    *SEQUENTIAL,
)


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue from 0 to 255 of a colour written #RRGGBB."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise ValueError(f"Not a colour of the form #RRGGBB: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def token(name: str, mode: Mode = "light") -> str:
    """The colour of that name: #RRGGBB, or rgba() for the spreads `band`, `band-out` and `usual`."""
    if name in _SPREADS:
        base, light, dark = _SPREADS[name]
        red, green, blue = channels(TOKENS[mode][base])
        return f"rgba({red},{green},{blue},{light if mode == 'light' else dark:.2f})"
    return TOKENS[mode][name]


# --- Plotly ---------------------------------------------------------------------------------------------------

# Every chart: no tool bar, no zoom by scrolling, follows its container.
GRAPH_CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


def _template(mode: Mode) -> go.layout.Template:
    colours = TOKENS[mode]
    clear = "rgba(0,0,0,0)"
    scales = {
        name: [[place / 6, colours[f"{name}-{place + 1}"]] for place in range(7)]
        for name in ("sequential", "diverging")
    }
    return go.layout.Template(
        layout={
            "font": {"family": TYPEFACE, "size": 12, "color": colours["ink-2"]},
            "separators": ".\u00a0",
            "paper_bgcolor": clear,
            "plot_bgcolor": clear,
            "colorway": [colours[name] for name in SERIES],
            "colorscale": scales,
            "margin": {"l": 40, "r": 12, "t": 6, "b": 24, "pad": 0, "autoexpand": False},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": colours["surface"],
                "bordercolor": colours["line"],
                "font": {"family": TYPEFACE, "size": 12, "color": colours["ink"]},
            },
            "uirevision": "radops",
            "bargap": 0.35,
            "xaxis": {
                "showgrid": False,
                "zeroline": False,
                "showline": True,
                "linecolor": colours["rule"],
                "linewidth": 1,
                "ticks": "outside",
                "ticklen": 4,
                "tickcolor": colours["rule"],
                "fixedrange": True,
                "automargin": False,
            },
            "yaxis": {
                "gridcolor": colours["line"],
                "gridwidth": 1,
                "showline": False,
                "zeroline": False,
                "nticks": 5,
                "ticks": "",
                "ticklabelstandoff": 3,
                # The default hides the 0 of a chart that ends just below its axis.
                "ticklabeloverflow": "allow",
                "fixedrange": True,
                "automargin": False,
            },
        },
        data={
            "scatter": [
                {
                    "line": {"width": 2.25},
                    "marker": {"size": 7},
                    "error_y": {"color": colours["ink-3"], "thickness": 1.25},
                }
            ],
            "bar": [
                {
                    "marker": {"line": {"width": 0}},
                    "error_x": {"color": colours["ink-3"], "thickness": 1.25},
                    "error_y": {"color": colours["ink-3"], "thickness": 1.25},
                }
            ],
        },
    )


for _mode in MODES:
    pio.templates[f"radops_{_mode}"] = _template(_mode)


def new_figure(mode: Mode = "light", **layout: object) -> go.Figure:
    """An empty figure in the visual language; further arguments go to its layout.

    Pages draw in `light` and leave dark to the style sheet; `dark` is for pictures that leave the browser.
    """
    return go.Figure(layout={"template": f"radops_{mode}", **layout})
