"""People: entered, corrected, sent a link for their password."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from boards.models import Person
from boards.rules import access
from oversight.errors import NotAllowed, RuleBroken
from oversight.operations import record_event
from oversight.plain_records import add_record, amend_record

# Columns of a person on which access hangs: where their post goes and whether they may come in.
LOG_IN = ("email", "is_active")


def enter_person(person: Person, *, by) -> Person:
    """Enter a person without a password: they choose one through a link sent to their address."""
    if person.role and not access.may_change_role(by, person):
        raise NotAllowed("Only an administrator gives roles.")
    person.email = person.email.lower() if person.email else None
    person.set_unusable_password()
    return add_record(person, by=by, step="enter_person")


def amend_person(person: Person, *, by, changes: Mapping[str, Any]) -> Person:
    """Correct a person's particulars; log-in and role only by those who may (boards/rules/access.py)."""
    changes = dict(changes)
    present = Person.objects.get(pk=person.pk)
    if "role" in changes and not access.may_change_role(by, present):
        raise NotAllowed("Only an administrator changes roles, and nobody their own.")
    if "clearance" in changes and not access.may_change_role(by, present):
        raise NotAllowed(
            "Only an administrator changes what a person is cleared to read, and nobody their own."
        )
    if any(name in changes for name in LOG_IN) and not access.may_change_log_in(by, present):
        raise NotAllowed(
            "Only an administrator changes the log-in of a person with a role, and nobody their own."
        )
    if "email" in changes:
        changes["email"] = changes["email"].lower() if changes["email"] else None
    with transaction.atomic():
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
