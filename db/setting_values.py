"""How is the text of a setting read? A value that is no good is told with the setting's name and what is right."""


class SettingsError(ValueError):
    """A setting has a value that radops cannot or must not start with; the message names it and what would be right."""


def number(name: str, text: str, low: int, high: int) -> int:
    """A whole number within its limits. Raises SettingsError."""
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise SettingsError(f"{name} is {text!r}; expected a whole number from {low} to {high}.")
    return int(text)


def one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    """One of the words on offer. Raises SettingsError."""
    if text not in choices:
        raise SettingsError(f"{name} is {text!r}; expected {' or '.join(choices)}.")
    return text
