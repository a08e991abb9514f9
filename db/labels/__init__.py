"""What does the label on a box say? GS1, GTIN and HIBC codes, as a scanner sends them or a person types them.

Pure: text in, `Label` out; it knows no table. The command line and the pages read labels with the same function.
"""

from db.labels.codes import barcode_of, gtin_14, looks_like_gtin
from db.labels.gs1 import read_gs1
from db.labels.hibc import read_hibc
from db.labels.label import Label

__all__ = ["Label", "barcode_of", "gtin_14", "looks_like_gtin", "read"]

# What a scanner may send around a code besides the code: line ends, tabs. A blank may be a HIBC check character.
_AROUND = "\r\n\t"
# No label holds as much; what is longer was read into the field by mistake.
_LONGEST = 500


def read(text: str) -> Label:
    """Read a label. Never raises: what cannot be read says so in `warnings`, and `kind` is then `unknown`."""
    code = text.strip(_AROUND)
    if len(code) > _LONGEST:
        return Label(warnings=("too long for a label",))
    bare = code[3:] if code.startswith("]") and code[3:4] in {"+", "*", "="} else code
    bare = bare.lstrip(" ")
    if bare.startswith(("+", "*+")):
        return read_hibc(bare)
    if bare.startswith("="):
        return Label(warnings=("an ISBT 128 label (of a blood product), which is not read here",))
    return read_gs1(code.strip(" "))
