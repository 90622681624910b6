"""Owners of open actions whom no e-mail reaches, and who is reminded on their behalf."""

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.text import get_text_list

from boards.models import Person
from oversight.reminders.recipients import REACHABLE, why_out_of_reach
from recommendations.models import Action
from recommendations.querysets import ActionQuerySet


def owners_out_of_reach(actions: ActionQuerySet) -> QuerySet[Person]:
    """Those who own an open one of these actions and cannot be reached, with those actions as `owned`."""
    theirs = actions.open()
    owned = Prefetch("actions", theirs.select_related("owner_organisation__lead"), to_attr="owned")
    return (
        Person.objects.exclude(REACHABLE)
        .filter(Exists(theirs.filter(owner=OuterRef("pk"))))
        .prefetch_related(owned)
    )


def reminded_instead(person: Person) -> str:
    """What is known of somebody found by `owners_out_of_reach`: “has no e-mail address; 2 open actions; …”."""
    owned: list[Action] = person.owned  # type: ignore[attr-defined]
    number = f"{len(owned)} open action{'' if len(owned) == 1 else 's'}"
    return f"{why_out_of_reach(person)}; {number}; reminders go to {_leads(owned)}"


def on_owners_behalf(action: Action) -> str:
    """A sentence on who is reminded on behalf of the action's owner; empty where the owner is."""
    why = why_out_of_reach(action.owner) if action.owner else ""
    return f"{action.owner} {why}: reminders go to {_leads([action])}." if why else ""


def _leads(actions: list[Action]) -> str:
    """The leads of the organisations that own them, as far as they can be reached (OWNER_OR_LEAD of due/actions.py)."""
    organisations = {action.owner_organisation.pk: action.owner_organisation for action in actions}
    known = [each.lead for each in organisations.values() if each.lead and not why_out_of_reach(each.lead)]
    leads = sorted({lead.name for lead in known})
    return get_text_list(leads, "and") if leads else "nobody"
