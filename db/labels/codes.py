"""By which code is an item known? A GTIN in 14 digits whatever the label's form, or the text as it stands."""

from db.labels.hibc import read_hibc

_GTIN_LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> int:
    """The GS1 check digit of the digits before it: weights 3 and 1 from the right, filled up to ten."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -total % 10


def is_gtin(text: str) -> bool:
    """Whether a text has the form of a GTIN (8, 12, 13 or 14 digits) and the right check digit."""
    return looks_like_gtin(text) and check_digit(text[:-1]) == int(text[-1])


def looks_like_gtin(text: str) -> bool:
    """Whether a text has the form of a GTIN, whatever its check digit."""
    return len(text) in _GTIN_LENGTHS and text.isascii() and text.isdigit()


def gtin_14(text: str) -> str | None:
    """A GTIN in its 14 digits, or None where the text is none or its check digit is wrong."""
    return text.zfill(14) if is_gtin(text) else None


def barcode_of(text: str) -> str:
    """The code that an item is looked up by: a GTIN in 14 digits, a HIBC's primary part, else the text as it stands."""
    bare = text.strip("\r\n\t")
    if bare.startswith("+"):
        label = read_hibc(bare)
        return label.code if label.code and not label.warnings else bare.strip()
    return gtin_14(bare.strip()) or bare.strip()
