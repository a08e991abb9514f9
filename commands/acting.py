"""Who acts, where a command does something that the audit trail tells of?"""

import getpass

from db.audit import Actor


def acting() -> Actor:
    """Whoever runs this command. On the server they can do anything; the event should say who it was."""
    return Actor(f"{getpass.getuser()} (command line)")
