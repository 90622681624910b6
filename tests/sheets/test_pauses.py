"""An import of a spreadsheet pauses reminders until somebody has looked at what it brought."""

from oversight.models import Event
from oversight.reminders.models import Pause
from recommendations.sheets import importing
from tests.sheets.sheets import carried_out, faults, previewed
from tests.sheets.test_import import HEADINGS, line


def sheet_of(world, *lines):
    sheet = previewed([HEADINGS, *(lines or [line()])], by=world.secretariat)
    assert not faults(sheet)
    return sheet


def test_reminders_are_paused_with_what_was_imported_and_by_whom(world):
    sheet = carried_out(sheet_of(world))
    pause = Pause.objects.current().get()
    assert (pause.why, pause.started_by) == ("import", world.secretariat)
    assert pause.reason == f"{sheet} was imported."
    assert Event.objects.about(pause).get().by == world.secretariat


def test_a_preview_alone_holds_nothing(world):
    sheet_of(world)
    assert not Pause.objects.exists()


def test_an_import_that_is_refused_holds_nothing(world):
    sheet = sheet_of(world)
    sheet.rows.update(outcome="changed")  # as if the register had changed since the preview
    assert carried_out(sheet).status == "checked"
    assert not Pause.objects.exists()


def test_a_second_import_before_the_release_joins_the_first(world):
    first = carried_out(sheet_of(world))
    second = carried_out(sheet_of(world, line(title="Another thing")))
    assert Pause.objects.get().reason.splitlines() == [f"{each} was imported." for each in (first, second)]


def test_what_was_imported_already_holds_nothing_again(world):
    sheet = carried_out(sheet_of(world))
    Pause.objects.update(ended_at=sheet.finished_at, ended_by=world.secretariat)
    assert importing.run(sheet.pk) is None
    assert Pause.objects.count() == 1
