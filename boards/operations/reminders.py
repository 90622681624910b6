"""Holding all reminders, releasing them, sending one now and settling a return: what the engine does, for those who
may ask it to.
"""

from typing import Any

from boards.models import Person
from oversight.models import Digest, Hold
from oversight.reminders import bounces, holds
from oversight.reminders import send_now as engine
from oversight.reminders.rights import require_may_manage


def hold_reminders(*, by: Any, reason: str) -> Hold:
    """Raises NotAllowed, RuleBroken, WrongState."""
    require_may_manage(by)
    return holds.hold(by=by, reason=reason)


def release_reminders(held: Hold, *, by: Any) -> None:
    """Raises NotAllowed, WrongState."""
    require_may_manage(by)
    holds.release(held, by=by)


def send_now(recipient: Person, *, by: Any) -> Digest:
    """Not to be called in a transaction: the claim is committed before anything is sent.

    Raises NotAllowed, WrongState.
    """
    require_may_manage(by)
    return engine.send_now(recipient, by=by)


def confirm_address(person: Person, *, by: Any) -> None:
    """The address to which e-mail was returned is right. Raises NotAllowed, WrongState."""
    require_may_manage(by)
    bounces.confirm_address(person, by=by)
