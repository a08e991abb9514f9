"""Where do the views of the equipment page stand?"""

from urllib.parse import urlencode

PATH = "/equipment"


def address(**asked: object) -> str:
    """An address of this page."""
    return f"{PATH}?{urlencode(asked)}" if asked else PATH
