"""What is wrong with feeds.toml?"""


class MappingError(ValueError):
    """feeds.toml says something that is not understood; the message names file, section and key."""
