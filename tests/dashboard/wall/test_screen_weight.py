"""How much does a screen load, first and at each refresh?"""

import re

from tests.dashboard.wall.screens import screen

FIRST_LOAD_BYTES = 150_000
REFRESH_BYTES = 20_000


def test_the_wall_is_light(walked_app):
    client = screen(walked_app, "Weighed")
    page = client.get("/wall")
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    # The scripts, the styles, the typeface and the mark: nothing else is asked for.
    assert len(addresses) == 8, addresses
    total = len(page.data)
    for address in addresses:
        answer = client.get(address, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200, address
        total += len(answer.data)
        answer.close()
    assert total < FIRST_LOAD_BYTES
    # The limit for a refresh is 100,000; with all scenes of an empty department it is far below.
    assert len(client.get("/wall/data", headers={"Accept-Encoding": "br"}).data) < REFRESH_BYTES
