"""Under which topic and key is a fault told to those who repair it? Once for each time that somebody escalates it."""

TOPIC = "equipment.fault"


def key_of(fault_id: int, version: int) -> str:
    """The message of this escalation; the same fault may be escalated again, when it has another version."""
    return f"{keys_begin(fault_id)}{version}"


def keys_begin(fault_id: int) -> str:
    """How the keys of all escalations of a fault begin."""
    return f"{TOPIC} {fault_id} "
