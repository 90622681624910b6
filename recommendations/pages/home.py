"""The home page, and the page that shows staff who may do what."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.apps import apps

from boards.cadence import boards_behind
from boards.models import Board
from oversight import ports, rights
from oversight.pages import PlainPage
from oversight.reminders.rights import STEPS as ON_REMINDERS
from oversight.roles import Role
from recommendations import figures
from recommendations.models import Action
from recommendations.rules import access, rating
from recommendations.rules.due_dates import SOON_DAYS


class HomePage(PlainPage):
    """Where the register stands now: the figures, what is due first, and every board."""

    template_name = "home.html"
    section = "home"

    def get_context_data(self, **kwargs: Any) -> dict:
        user, today = self.request.user, self.today
        actions = Action.objects.visible_to(user, today).open().for_lists(today)
        boards = list(Board.objects.visible_to(user, today).order_by("name"))
        figures.count_on(boards, user, today)
        kinds = list(Board.Kind.values)
        boards.sort(key=lambda board: kinds.index(board.kind))
        return super().get_context_data(
            figures=figures.figures(user, today),
            ratings=figures.by_rating(user, today),
            soon_words=f"{SOON_DAYS} days",
            soon_query=f"is_open=true&due_after={today}&due_before={today + timedelta(days=SOON_DAYS)}",
            behind=boards_behind(user, self.now),
            mine=actions.filter(owner=user)[:10],
            due_first=actions.filter(due_on__isnull=False)[:8],
            kinds=[
                (Board.Kind(kind).label, list(group))
                for kind, group in groupby(boards, key=lambda board: board.kind)
            ],
            **kwargs,
        )


class WhoMayPage(PlainPage):
    """The access rules as tables, drawn from the rules themselves."""

    template_name = "recommendations/who_may.html"
    section = "who-may"

    def get_context_data(self, **kwargs: Any) -> dict:
        records = rights.every()
        roles = [Role(role) for role in Role.values if any(role in may.view for may in records.values())]
        return super().get_context_data(
            kinds=[
                {
                    "caption": f"Steps of {workflow.words}",
                    "relations": workflow.relations,
                    "steps": [
                        (step, [(each, each in workflow.may_take[name]) for each in workflow.relations])
                        for name, step in workflow.steps.items()
                    ],
                }
                for workflow in ports.workflows()
            ],
            readers=access.READERS,
            ratings=rating.SAYS,
            no_rating=rating.SAYS_NOTHING,
            roles=roles,
            admin_rights=[
                (
                    _plural(kind),
                    [
                        (role, "change" if role in may.change else "read" if role in may.view else "")
                        for role in roles
                    ],
                )
                for kind, may in records.items()
            ],
            reminders=[(what, [(role, role in may) for role in roles]) for what, may in ON_REMINDERS.items()],
            seats=self.request.user.memberships.in_force(self.today).select_related("board"),
            **kwargs,
        )


def _plural(kind: str) -> str:
    """The words for a kind of record, from its model where there is one."""
    for app in ("boards", "recommendations", "oversight", "reminders"):
        try:
            return str(apps.get_model(app, kind)._meta.verbose_name_plural)
        except LookupError:
            continue
    return f"system {kind}s"
