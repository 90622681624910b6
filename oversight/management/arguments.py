"""What management commands take, read with a sentence for what cannot be taken."""

from argparse import ArgumentTypeError
from datetime import date


def day(text: str) -> date:
    """A day written as 2019-03-31. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day: write it as 2019-03-31") from None
