"""Why the server does not start."""


class StartRefused(Exception):
    """What the user must change before the server can start, as a message."""
