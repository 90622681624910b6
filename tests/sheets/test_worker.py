"""An import and its worker: killed in the middle, nothing is half-saved and another takes it up; and a real one."""

import os
import signal
import time
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connections
from django.utils import timezone

from oversight.models import Event
from oversight.queue import enqueue
from recommendations import operations
from recommendations.models import Action, SheetRow
from recommendations.operations import sheets
from recommendations.sheets import importing
from recommendations.tasks import CARRY_OUT
from tests.servers import database
from tests.sheets.sheets import previewed
from tests.sheets.test_import import HEADINGS, line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sql]


def test_killed_at_the_third_of_five_rows_it_leaves_nothing_and_is_taken_up_again(world, monkeypatch):
    lines = [HEADINGS, *(line(f"Action {number}") for number in range(5))]
    sheet = previewed(lines, by=world.secretariat)
    sheets.ask_for_import(sheet, by=world.secretariat)
    events = Event.objects.count()
    real, done = operations.set_action, []

    def killed_at_the_third(action, **given):
        done.append(real(action, **given))
        if len(done) == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    connections.close_all()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(operations, "set_action", killed_at_the_third)
        # A thread of its own has connections of its own: one inherited is shared, and outlives the kill.
        worker = Thread(target=importing.run, args=[sheet.pk])
        worker.start()
        worker.join()
        os._exit(0)  # never back into the tests
    _, ended = os.waitpid(child, 0)
    assert os.WTERMSIG(ended) == signal.SIGKILL

    sheet.refresh_from_db()
    assert sheet.status == "importing"
    assert not Action.objects.filter(title__startswith="Action ").exists()
    assert not SheetRow.objects.filter(action__isnull=False).exists()
    assert Event.objects.count() == events
    assert importing.run(sheet.pk) is None  # it may still be at it, for all that others know
    begun = timezone.now() - sheets.TAKEN_UP_AFTER - timedelta(seconds=1)
    type(sheet).objects.filter(pk=sheet.pk).update(begun_at=begun)
    assert sheets.waiting(timezone.now()) == [sheet.pk]
    assert importing.run(sheet.pk) == "imported"
    assert Action.objects.filter(title__startswith="Action ").count() == 5


def test_a_real_worker_carries_out_whin_the_admin_queued(world, settings, broker, celery_worker_process):
    settings.MEDIA_ROOT = database.state() / "files"  # where the worker looks
    sheet = previewed([HEADINGS, *(line(f"Action {number}") for number in range(5))], by=world.secretariat)
    sheets.ask_for_import(sheet, by=world.secretariat)
    assert enqueue(CARRY_OUT, sheet.pk)
    end = timezone.now() + timedelta(seconds=40)
    while sheet.status in ("queued", "importing") and timezone.now() < end:
        time.sleep(0.1)
        sheet.refresh_from_db()
    assert (sheet.status, sheet.error) == ("imported", ""), celery_worker_process.last_lines()
    assert Action.objects.filter(title__startswith="Action ").count() == 5
