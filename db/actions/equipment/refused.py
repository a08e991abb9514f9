"""Why was a decision about equipment not taken?"""


class EquipmentRefused(ValueError):
    """The decision cannot be taken as asked; the message says what would be right."""
