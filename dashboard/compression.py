"""How do responses travel? Compressed; the big bundles once per process, pages' data each time, forms not at all."""

from flask import Flask, Request

from dashboard import build_assets, figure_script
from dashboard.sessions import STATIC_ENDPOINTS

# No text/html: a page with a form's token in it must not be compressed together with what a stranger made it repeat.
_COMPRESSED = (
    "text/css",
    "text/csv",
    "text/javascript",
    "application/javascript",
    "application/json",
    "image/svg+xml",
)


class StaticCache:
    """Keeps the compressed static files. Flask-Compress offers it every response; those without a key it forgets."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        pressed = build_assets.VENDOR / build_assets.PLOTLY
        if pressed.is_file():
            self._kept[f"br;{figure_script.PATH}"] = pressed.read_bytes()

    def get(self, key: str) -> bytes | None:
        """The compressed file, or None."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep the compressed file."""
        if not key.endswith(_NO_KEY):
            self._kept[key] = value


_NO_KEY = ";"


def cache_key(request: Request) -> str:
    """The path of a static file; nothing for what depends on who asks."""
    return request.path if request.endpoint in STATIC_ENDPOINTS else ""


def configure(server: Flask) -> None:
    """Set what Dash's `compress=True` goes by. Must come before Dash."""
    server.config.update(
        COMPRESS_MIMETYPES=_COMPRESSED,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_CACHE_BACKEND=StaticCache,
        COMPRESS_CACHE_KEY=cache_key,
    )
