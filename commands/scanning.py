"""What does a scanned or typed label say? In lines for a person; `Label.as_answer` is the answer for a script."""

from db.labels import Label


def as_lines(label: Label) -> str:
    """One line for each thing that the label gives, then what is doubtful about it."""
    item = "HIBC item" if label.code != label.gtin else "GTIN"
    quantity = None if label.quantity is None else str(label.quantity)
    expiry = label.expiry.isoformat() if label.expiry else None
    named = [(item, label.code), ("lot", label.lot), ("expiry", expiry), ("serial", label.serial)]
    lines = [f"{name:<10}{value}" for name, value in [*named, ("quantity", quantity)] if value is not None]
    lines += [f"careful   {warning}" for warning in label.warnings]
    lines += [
        f"or        lot {other.lot or 'none'}, serial {other.serial or 'none'}" for other in label.others
    ]
    return "\n".join(lines)
