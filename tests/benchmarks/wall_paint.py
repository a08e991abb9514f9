"""How soon does a weak screen show something, and its picture? A processor four times slower, 10 Mbit/s, nothing kept.

python -m tests.benchmarks.wall_paint [--loads 5] [--out docs/wall-measured.md]
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from db.clock import now_utc
from tests.benchmarks.wall_server import (
    COOKIE,
    DOCS,
    WallServer,
    load_words,
    percentile,
    prose,
    write_section,
)
from tests.benchmarks.wall_soak import wait_for_picture
from tests.servers import chromium

SLOWER = 4
BYTES_A_SECOND = 10_000_000 / 8
LATENCY_MS = 40
# The moment at which the first figure stands in a tile, by the page's own clock.
NOTE_PICTURE = """
  new MutationObserver((_, watching) => {
    if ([...document.querySelectorAll(".w-tile:not([hidden]) .w-value")].some(one => one.textContent)) {
      requestAnimationFrame(() => { window.pictureAt = performance.now(); });
      watching.disconnect();
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
"""


def load(browser: Browser, address: str, token: str) -> tuple[float, float, int]:
    """One load with an empty cache: milliseconds to the first paint and to the picture, bytes received."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    context.add_cookies([{"name": COOKIE, "value": token, "url": f"{address}/wall"}])
    context.add_init_script(NOTE_PICTURE)
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    received = [0]

    def count(event: dict[str, int]) -> None:
        received[0] += event["encodedDataLength"]

    cdp.on("Network.loadingFinished", count)
    cdp.send("Network.enable")
    cdp.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(f"{address}/wall")
    wait_for_picture(page)
    page.wait_for_timeout(300)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    picture = page.evaluate("window.pictureAt")
    context.close()
    return float(painted), float(picture), received[0]


def main() -> None:
    """Serve the made-up department and load its wall several times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--out", type=Path, default=DOCS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/radops.db"
        server = WallServer(Path(folder), {"DATABASE_URL": url})
        server.run("demo", "--years", "0.25")
        (token,) = server.tokens(url, 1)
        server.begin()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium.program("chromium"), args=chromium.FLAGS
                )
                before = load_words()
                found = [load(browser, server.address, token) for _ in range(asked.loads)]
                browser.close()
        finally:
            server.stop()
    rows = [("first paint", 0, 3000), ("the picture with its figures", 1, None)]
    lines = [
        *prose(
            f"Measured {now_utc():%Y-%m-%d} in a real Chromium, {asked.loads} loads, each with an empty cache:",
            f"processor {SLOWER} times slower, 10 Mbit/s, {LATENCY_MS} ms latency (Emulation.setCPUThrottlingRate,",
            "Network.emulateNetworkConditions). The first load found nothing worked out.",
        ),
        "",
        "| until | wanted, ms | median, ms | worst, ms |",
        "|---|---:|---:|---:|",
        *(
            f"| {title} | {f'{limit:,}' if limit else ''} | {percentile([one[place] for one in found], 0.5):.0f} "
            f"| **{max(one[place] for one in found):.0f}** |"
            for title, place, limit in rows
        ),
        "",
        f"{max(one[2] for one in found):,} bytes came over the line for a load. {before}",
    ]
    write_section(asked.out, "First paint on a weak screen", lines)


if __name__ == "__main__":
    main()
