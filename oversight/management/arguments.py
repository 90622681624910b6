"""What management commands take, read with a sentence for what cannot be taken."""

from argparse import ArgumentTypeError
from datetime import date

from oversight import day_bounds
from oversight.days import DEADLINE, Unread, quoted, read_day


def day(text: str) -> date:
    """A day as people write it, at most 50 years ahead. Raises ArgumentTypeError."""
    try:
        found = read_day(text)
    except Unread as why:
        raise ArgumentTypeError(f"{quoted(text)} {why}") from None
    if why_not := day_bounds.why_not(DEADLINE, found):
        raise ArgumentTypeError(f"{quoted(found)} {why_not}")
    return found
