"""People: entered, corrected, sent a link for their password."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from boards.models import Person
from boards.rules import access
from oversight.errors import NotAllowed, RuleBroken
from oversight.markings import Marking
from oversight.operations import changing, record_event
from oversight.plain_records import add_record, amend_record

# Columns of a person on which access hangs: where their post goes and whether they may come in.
LOG_IN = ("email", "is_active")


def enter_person(person: Person, *, by, reason: str = "") -> Person:
    """Enter a person without a password: they choose one through a link sent to their address.

    They may read OFFICIAL alone; where the form says more, that is a change of its own, with its reason.
    """
    if person.role and not access.may_change_role(by, person):
        raise NotAllowed("Only an administrator gives roles.")
    asked, person.clearance = person.clearance, Marking.OFFICIAL
    person.email = person.email.lower() if person.email else None
    person.set_unusable_password()
    with transaction.atomic():
        add_record(person, by=by, step="enter_person")
        if asked != Marking.OFFICIAL:
            let_read(person, by=by, marking=asked, reason=reason)
    return person


def let_read(person: Person, *, by, marking: str, reason: str = "") -> None:
    """Let a person read as far as this marking, or no longer: an administrator does it, and nobody for themselves.

    The reason why they need to know is recorded; to take the permission away none is asked. `by` None is the command of
    those who run the system, who give it to the first administrator. Raises NotAllowed, RuleBroken.
    """
    if by is not None and not access.may_change_role(by, person):
        raise NotAllowed("Only an administrator changes what a person may read, and nobody their own.")
    is_raised = marking == Marking.OFFICIAL_SENSITIVE
    if is_raised and not reason.strip():
        raise RuleBroken(f"Say why they need to read what is {marking}.", field="reason_to_read")
    step = "let_read_sensitive" if is_raised else "end_reading_sensitive"
    with changing(person, step=step, by=by, note=reason.strip()) as locked:
        locked.clearance = marking


def amend_person(person: Person, *, by, changes: Mapping[str, Any], reason: str = "") -> Person:
    """Correct a person's particulars; log-in and role only by those who may (boards/rules/access.py).

    What they may read is changed by `let_read`, with the `reason`.
    """
    changes = dict(changes)
    marking = changes.pop("clearance", None)
    present = Person.objects.get(pk=person.pk)
    if "role" in changes and not access.may_change_role(by, present):
        raise NotAllowed("Only an administrator changes roles, and nobody their own.")
    if any(name in changes for name in LOG_IN) and not access.may_change_log_in(by, present):
        raise NotAllowed(
            "Only an administrator changes the log-in of a person with a role, and nobody their own."
        )
    if "email" in changes:
        changes["email"] = changes["email"].lower() if changes["email"] else None
    with transaction.atomic():
        if marking is not None:
            let_read(person, by=by, marking=marking, reason=reason)
        amend_record(person, by=by, changes=changes)
        if "email" in changes:
            # The former address must not open the account, nor receive links for it.
            EmailAddress.objects.filter(user=person).exclude(email=person.email or "").delete()
    return person


def record_password_link(person: Person, *, by) -> None:
    """Record that a link for choosing a password goes to the person's address. Raises NotAllowed, RuleBroken."""
    if not access.may_change_log_in(by, person):
        raise NotAllowed("Only an administrator sends this link to a person with a role.")
    if not person.email:
        raise RuleBroken("This person has no e-mail address.", field="email")
    if not person.is_active or person.is_service:
        raise RuleBroken("This person cannot log in.", field="is_active")
    record_event(person, step="send_password_link", by=by)
