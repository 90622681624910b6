"""The trays of the admin's index: what waits, from recommendations/desk.py, with the addresses of the desks."""

from dataclasses import dataclass

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from oversight import context
from recommendations.desk import Row, Tray, trays

# Tray -> the list that shows all of it.
LISTS = {
    "closures": ("recommendations_action", "status__exact=closure_proposed"),
    "recommendation_closures": ("recommendations_recommendation", "stage=proposed"),
    "to_verify": ("recommendations_recommendation", "stage=ready"),
    "comments": ("recommendations_report", "answer=comments"),
    "dates": ("recommendations_action", "due=asked"),
    "overdue": ("recommendations_action", "due=overdue"),
    "soon": ("recommendations_action", "due=soon"),
    "updates": ("recommendations_action", "update=late"),
    "nobody": ("recommendations_action", "due=nobody"),
    "responses_late": ("recommendations_report", "answer=late"),
    "responses": ("recommendations_report", "answer=due"),
    "reminders": ("oversight_reminder", "state__exact=failed"),
    "returned": ("oversight_digest", "returned=fails"),
    "out_of_reach": ("boards_person", "reach=none"),
}


@dataclass(frozen=True)
class Shown:
    """A tray with its addresses."""

    tray: Tray
    rows: list[tuple[str, Row]]
    all_at: str


def shown_trays(request: HttpRequest) -> list[Shown]:
    return [_shown(tray) for tray in trays(request.user, context.today())]


def _shown(tray: Tray) -> Shown:
    desk, query = LISTS[tray.name]
    rows = []
    for row in tray.rows:
        of = row.record._meta
        rows.append((reverse(f"admin:{of.app_label}_{of.model_name}_change", args=[row.record.pk]), row))
    return Shown(tray, rows, f"{reverse(f'admin:{desk}_changelist')}?{query}")


admin.site.trays.append(shown_trays)
