"""Can everybody read it? Contrasts and colour distances are computed from the tokens themselves."""

import itertools

import numpy as np
import numpy.typing as npt
import plotly.io as pio
import pytest

from dashboard import theme
from dashboard.theme import FIGURE_TOKENS, MODES, SERIES, TOKENS, Mode, channels, token
from dashboard.theme_css import figure_css, tokens_css

Vector = npt.NDArray[np.float64]

TEXT = 4.5
GRAPHICS = 3.0

# What stands as text or as a graphic on what, as the style sheets use it.
READ = [
    *itertools.product(("ink", "ink-2", "ink-3"), ("bg", "surface", "inset")),
    *itertools.product(("accent", "due"), ("bg", "surface", "accent-soft")),
    ("on-accent", "accent"),
    ("ink", "accent-soft"),
    ("ink-2", "accent-soft"),
    ("warn-text", "warn-soft"),
    ("warn-text", "surface"),
    ("ink", "warn-soft"),
    ("on-action", "action"),
    ("action", "surface"),
    ("ink", "action-soft"),
]
SEEN = [
    *itertools.product(SERIES, ("bg", "surface")),
    *itertools.product(("ok", "due", "warn", "action", "unknown"), ("bg", "surface")),
    ("warn", "warn-soft"),
    *itertools.product(("rule",), ("bg", "surface")),
]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour: str) -> Vector:
    share = np.array(channels(colour)) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def oklab(rgb: Vector) -> Vector:
    """Linear RGB to OKLab (Ottosson 2020)."""
    to_cone = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return np.asarray(to_lab @ np.cbrt(to_cone @ np.clip(rgb, 0, 1)))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "ground"), READ)
def test_every_text_can_be_read_on_what_it_stands_on(mode: Mode, text: str, ground: str) -> None:
    assert contrast(token(text, mode), token(ground, mode)) >= TEXT


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("graphic", "ground"), SEEN)
def test_every_graphic_stands_out_from_what_it_lies_on(mode: Mode, graphic: str, ground: str) -> None:
    assert contrast(token(graphic, mode), token(ground, mode)) >= GRAPHICS


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_no_two_series_look_alike_to_a_colour_blind_reader(mode: Mode, blindness: str) -> None:
    seen = {name: oklab(np.array(BLINDNESS[blindness]) @ linear(token(name, mode))) for name in SERIES}
    distances = {
        pair: 100 * float(np.linalg.norm(seen[pair[0]] - seen[pair[1]]))
        for pair in itertools.combinations(SERIES, 2)
    }
    assert min(distances.values()) >= 8, min(distances, key=distances.__getitem__)


def test_both_modes_have_the_same_tokens() -> None:
    assert list(TOKENS["light"]) == list(TOKENS["dark"])


def test_dark_can_be_told_from_what_was_drawn_in_light() -> None:
    drawn = [token(name) for name in FIGURE_TOKENS]
    assert len(set(drawn)) == len(drawn)


def test_the_templates_are_registered_with_the_tokens_of_their_mode() -> None:
    for mode in MODES:
        layout = pio.templates[f"radops_{mode}"].layout
        assert list(layout.colorway) == [token(name, mode) for name in SERIES]
        assert layout.font.color == token("ink-2", mode)
        assert layout.separators == ".\u00a0"
        assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True
        assert layout.showlegend is False


def test_a_new_figure_is_drawn_in_light_and_keeps_its_place_when_it_is_drawn_again() -> None:
    drawn = theme.new_figure(margin={"l": 1})
    assert drawn.layout.template.layout.font.color == token("ink-2")
    assert drawn.layout.template.layout.uirevision
    assert drawn.layout.margin.l == 1


def test_paper_is_always_light() -> None:
    light, _, dark = tokens_css().partition("@media screen")
    assert f"--ro-bg:{token('bg')};" in light
    assert f"--ro-bg:{token('bg', 'dark')};" in dark
    assert figure_css().startswith("@media screen{")


def test_every_colour_of_a_chart_has_its_rule_in_dark() -> None:
    css = figure_css()
    for name in FIGURE_TOKENS:
        red, green, blue = channels(token(name))
        for property_ in ("fill", "stroke"):
            assert f'[style*="{property_}: rgb({red}, {green}, {blue})"]' in css


def test_a_colour_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="#RRGGBB"):
        channels("red")
