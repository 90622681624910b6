"""Why a file from outside cannot be bound as viewers show it."""


class Unbindable(Exception):
    """The reason, as a sentence without its subject, with what to do instead."""
