"""The tokens of `dashboard.theme` as style sheets: CSS variables, and the dark colours of charts."""

from collections.abc import Iterator

from dashboard.theme import FIGURE_TOKENS, MODES, MONOSPACE, TOKENS, TYPEFACE, Mode, channels, token

_SPREADS = ("band", "band-out", "usual")
_SHADING = {
    "light": ("rgba(0,0,0,.35)", "rgba(0,0,0,.2)", "0 6px 24px rgba(21,32,43,.16)"),
    "dark": ("rgba(0,0,0,.6)", "rgba(0,0,0,.3)", "0 6px 24px rgba(0,0,0,.5)"),
}


def _variables(mode: Mode) -> Iterator[str]:
    yield f"color-scheme:{mode};"
    for name in (*TOKENS[mode], *_SPREADS):
        colour = token(name, mode)
        yield f"--ro-{name}:{colour};"
        if colour.startswith("#"):
            # Bootstrap wants some colours as bare channels, to mix its own transparencies.
            red, green, blue = channels(colour)
            yield f"--ro-{name}-rgb:{red},{green},{blue};"
    strong, weak, shadow = _SHADING[mode]
    yield f"--ro-shade-strong:{strong};--ro-shade-weak:{weak};--ro-shadow:{shadow};"


def tokens_css() -> str:
    """CSS variables `--ro-*` and, where a colour has one, `--ro-*-rgb`; dark on the screen only, paper is light."""
    light, dark = ("".join(_variables(mode)) for mode in MODES)
    return (
        f":root{{--ro-typeface:{TYPEFACE};--ro-monospace:{MONOSPACE};}}\n"
        f':root,[data-bs-theme="light"]{{{light}}}\n'
        f'@media screen{{[data-bs-theme="dark"]{{{dark}}}}}\n'
    )


def _drawn(colour: str) -> str:
    red, green, blue = channels(colour)
    return f"rgb({red}, {green}, {blue})"


def figure_css() -> str:
    """Repaints in dark what Plotly drew in light.

    Plotly writes colours into the style attribute of each SVG element, where browsers spell them `rgb(r, g, b)` and
    opacities apart; the rules look for these. They hold on the screen only, so that paper stays light.
    """
    rules = []
    for name in FIGURE_TOKENS:
        drawn = _drawn(TOKENS["light"][name])
        for property_ in ("fill", "stroke"):
            rules.append(f'[style*="{property_}: {drawn}"]{{{property_}:var(--ro-{name})!important}}')
    for name in _SPREADS:
        red, green, blue, light = token(name)[5:-1].split(",")
        dark = token(name, "dark")[5:-1].split(",")[3]
        drawn = f"fill: rgb({red}, {green}, {blue}); fill-opacity: {float(light):g}"
        rules.append(f'[style*="{drawn};"]{{fill-opacity:{dark}!important}}')
    scope = ':root[data-bs-theme="dark"] .js-plotly-plot '
    return "@media screen{\n" + "\n".join(scope + rule for rule in rules) + "\n}\n"
