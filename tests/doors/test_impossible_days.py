"""One impossible row, written by other hands, never breaks a list, a feed, an export or the check for reminders."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from boards.due import calendar
from boards.operations.feeds import make_feed
from oversight.reminders.deliver import deliver
from oversight.reminders.sweep import sweep
from tests.browser.conftest import full  # noqa: F401 - a register with something of everything
from tests.browser.places import PAGES, paths
from tests.doors.test_visibility import API_LISTS

EXTREMES = {
    "long ago": (date(19, 3, 12), datetime(19, 3, 12, 12, tzinfo=UTC)),
    "at the end of the calendar": (date.max, datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
    "at its beginning": (date(1, 1, 1), datetime(1, 1, 2, tzinfo=UTC)),
}
APPS = ("boards", "recommendations")
# What the machine writes itself, and nobody enters.
BY_ITSELF = {"history_date", "last_login", "date_joined"}


def make_impossible(day: date, moment: datetime) -> int:
    """Write the day into the columns of a row of every model, past everything that refuses it; how many columns."""
    written = 0
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        columns = {
            field.name: moment if isinstance(field, models.DateTimeField) else day
            for field in model._meta.concrete_fields
            if isinstance(field, models.DateField) and field.name not in BY_ITSELF
        }
        row = model._base_manager.order_by("pk").first()
        if not columns or row is None:
            continue
        for name, value in columns.items():
            # What a constraint of the database keeps out cannot stand there.
            with suppress(IntegrityError), transaction.atomic():
                if getattr(row, name) is not None:
                    written += model._base_manager.filter(pk=row.pk).update(**{name: value})
    return written


def addresses(world) -> list[str]:
    """Every page, list, export, document and feed there is, steps aside."""
    pages = {name: examples for name, examples in PAGES.items() if not name.endswith("-step")}
    found = paths(pages, world)
    found += [
        reverse(f"{kind}-sheet", args=[form])
        for kind in ("actions", "recommendations")
        for form in ("csv", "xlsx")
    ]
    found += [f"/api/v1/{place}/" for place in (*API_LISTS, "dues", "reminders")]
    for model in admin.site._registry:
        found.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    for meeting in (world.meeting, world.restricted_meeting):
        found += [
            reverse(name, args=[meeting.reference])
            for name in ("meeting-ics", "minutes-pdf", "minutes-and-actions-pdf")
        ]
    found += [
        reverse("action-line-pdf", args=[world.action.reference]),
        f"/api/v1/actions/{world.action.reference}/line/",
    ]
    return [*found, reverse("admin:index")]


@pytest.mark.parametrize(
    "when",
    (
        "at the end of the calendar",
        pytest.param("long ago", marks=pytest.mark.everything),
        pytest.param("at its beginning", marks=pytest.mark.everything),
    ),
)
def test_no_address_and_no_check_for_reminders_fails_over_an_impossible_row(when, full):  # noqa: F811
    world = full
    _, secret = make_feed(by=world.secretariat, board=world.board)
    assert make_impossible(*EXTREMES[when]) > 25
    client = Client(raise_request_exception=False)
    broken: dict[str, int] = {}
    client.force_login(world.secretariat)
    for path in (*addresses(world), reverse("calendar-feed", args=[secret])):
        response = client.get(path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code >= 500 or not content:
            broken[path] = response.status_code
    assert broken == {}
    sweep()
    deliver(timezone.now())
    for person in (world.chair, world.secretariat, world.owner):
        calendar.tasks(person, timezone.localdate())
