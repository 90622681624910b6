"""Reminders held: by hand, after an import, after a restore. Nothing is sent, nothing is lost, somebody looks first."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards import operations
from boards.rules.roles import Role, Seat
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event, Hold
from oversight.reminders import holds
from oversight.reminders.deliver import Delivered
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.sweep import sweep
from oversight.reminders.waiting import waiting
from tests import make
from tests.reminders.conftest import deliver_on, rows

WHY = "The mail server is being moved."


@pytest.fixture
def cautious(settings, tmp_path):
    """As outside a demonstration, with a place of its own for the marker."""
    settings.REMINDER_CAUTION = True
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def held(desk):
    return operations.hold_reminders(by=desk.secretariat, reason=WHY)


def test_while_held_what_is_owed_is_written_down_and_nothing_is_sent(set_action, held, today):
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered()
    assert mail.outbox == []
    assert [state for *_, state, _ in rows()] == ["owed"]
    assert not Digest.objects.exists()


def test_after_release_each_thing_is_told_once_at_its_present_step(set_action, desk, held, today):
    action = set_action(7)
    for days in range(8):
        sweep(today + timedelta(days=days))
        deliver_on(today + timedelta(days=days))
    operations.release_reminders(held, by=desk.secretariat)
    deliver_on(today + timedelta(days=7))
    assert [row for row in rows() if row[2] == "sent"] == [(action.reference, "due-0", "sent", "")]
    assert len(mail.outbox) == 1


def test_a_hold_placed_while_digests_go_out_stops_the_rest(set_action, desk, today, monkeypatch):
    set_action(7)
    set_action(7, owner=desk.other_owner)
    sweep(today)
    asked = iter([False, False, True])
    monkeypatch.setattr("oversight.reminders.deliver.are_held", lambda: next(asked))
    assert deliver_on(today) == Delivered(sent=1)


@pytest.mark.parametrize("role", (Role.SECRETARIAT, Role.ADMINISTRATOR))
def test_secretariat_and_administrators_hold_and_release(desk, role):
    person = make.person("Somebody", role=role, organisation=desk.mopac)
    placed = operations.hold_reminders(by=person, reason=WHY)
    operations.release_reminders(placed, by=person)
    told = Event.objects.about(placed).order_by("pk").values_list("step", "by", "note")
    assert list(told) == [("hold_reminders", person.pk, WHY), ("release_reminders", person.pk, "")]


@pytest.mark.parametrize("role", (Role.DMPC_STAFF, Role.LIAISON, Role.AUDITOR, Role.NONE))
def test_others_do_not(desk, held, role):
    person = make.person("Somebody", role=role, organisation=desk.mopac)
    for act in (
        lambda: operations.hold_reminders(by=person, reason=WHY),
        lambda: operations.release_reminders(held, by=person),
        lambda: operations.send_now(desk.owner, by=person),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Hold.objects.standing().get() == held


def test_a_hold_needs_a_reason_and_stands_once(desk, held):
    with pytest.raises(RuleBroken, match="Say why"):
        operations.hold_reminders(by=desk.secretariat, reason="  ")
    with pytest.raises(WrongState, match=r"held already: “The mail server is being moved\.”"):
        operations.hold_reminders(by=desk.secretariat, reason="Again.")
    operations.release_reminders(held, by=desk.secretariat)
    with pytest.raises(WrongState, match="released before"):
        operations.release_reminders(held, by=desk.secretariat)


# --- After an import, after a restore ------------------------------------------------------------


def test_loading_the_register_holds_reminders_until_somebody_looks(cautious, db):
    call_command("load_register")
    (placed,) = Hold.objects.standing()
    assert (placed.why, placed.placed_by) == ("import", None)
    assert placed.reason.startswith("The register was loaded from")
    call_command("load_register")
    assert Hold.objects.count() == 1, "what changes nothing holds nothing"


def test_in_a_demonstration_an_import_holds_nothing(db, settings):
    assert settings.REMINDER_CAUTION is False
    call_command("load_register")
    assert not Hold.objects.exists()


def test_two_imports_before_a_release_are_one_hold_with_both_reasons(cautious, db):
    for reason in ("First sheet.", "Second sheet.", "First sheet."):
        holds.hold_after(holds.Why.IMPORT, reason)
    assert Hold.objects.get().reason.splitlines() == ["First sheet.", "Second sheet."]


def test_a_database_put_back_holds_what_would_be_sent_again(cautious, set_action, desk, today):
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    # The database as it was before: the digest never left, as far as it knows.
    Reminder.objects.all().delete()
    Digest.objects.all().delete()
    sweep(today)
    assert deliver_on(today) == Delivered()
    assert len(mail.outbox) == 1
    (placed,) = Hold.objects.standing()
    assert (placed.why, placed.reason) == ("restore", holds.AFTER_RESTORE)
    operations.release_reminders(placed, by=desk.secretariat)
    assert deliver_on(today) == Delivered(sent=1)
    assert deliver_on(today) == Delivered()
    assert not Hold.objects.standing().exists()


def test_a_first_start_and_a_marker_that_cannot_be_read_hold_nothing(cautious, set_action, today):
    set_action(7)
    sweep(today)
    (cautious / "last-digest-sent.json").write_text("not JSON")
    assert deliver_on(today) == Delivered(sent=1)
    assert not Hold.objects.exists()


def test_where_the_marker_cannot_be_written_people_are_reminded_all_the_same(
    cautious, set_action, today, settings
):
    settings.VAR = cautious / "is" / "not" / "there"
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)


# --- What waits ----------------------------------------------------------------------------------


def test_the_preview_counts_everything_and_shows_what_its_reader_may_see(set_action, desk, today):
    shown = set_action(7)
    shut = make.board("SHUT", name="Shut board", is_restricted=True)
    keeper = make.person("Shut secretary", organisation=desk.mopac)
    make.seat(keeper, shut, Seat.SECRETARY)
    make.seat(desk.owner, shut)
    set_action(3, board=shut, by=keeper)
    sweep(today)
    found = waiting(desk.secretariat, today)
    assert (found.lines, found.people, found.by_kind) == (2, 1, [("Actions due", 2)])
    assert [(str(person), [each.subject_reference for each in held]) for person, held in found.shown] == [
        ("MPS owner", [shown.reference])
    ]
    assert found.not_shown == 1


def test_the_preview_costs_the_same_however_much_waits(set_action, desk, today):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            waiting(desk.secretariat, today)
        return len(asked)

    set_action(7)
    sweep(today)
    cost()
    few = cost()
    for number in range(12):
        set_action(7, owner=make.person(f"Owner {number}", organisation=desk.mps))
    sweep(today)
    assert cost() == few


# --- The desk ------------------------------------------------------------------------------------


def test_the_desk_holds_shows_what_waits_and_releases(set_action, desk, client, today):
    action = set_action(7)
    sweep(today)
    client.force_login(desk.secretariat)
    placed = client.post("/admin/oversight/hold/place/", {"reason": WHY}, follow=True)
    assert "Reminders are held" in placed.content.decode()
    held = Hold.objects.get()
    for page in ("/admin/", "/admin/boards/board/"):
        assert "Reminders are held</strong> (by hand)" in client.get(page).content.decode()
        assert WHY in client.get(page).content.decode()
    release = f"/admin/oversight/hold/{held.pk}/release/"
    page = client.get(release).content.decode()
    assert "1 reminder to 1 person" in page
    assert f"{action.reference}: 7 days before the due date" in page
    released = client.post(release, follow=True).content.decode()
    assert "the next delivery sends what waits" in released
    assert "Reminders are held</strong>" not in released
    assert client.post(release).status_code == 409


@pytest.mark.parametrize(("sent", "status"), (({"reason": ""}, 422), ({"reason": WHY}, 409)))
def test_the_desk_says_what_is_wrong_beside_the_form(desk, held, client, sent, status):
    client.force_login(desk.secretariat)
    assert client.post("/admin/oversight/hold/place/", sent).status_code == status


def test_an_auditor_reads_holds_and_places_none(desk, held, client):
    client.force_login(make.person("Auditor", role=Role.AUDITOR, organisation=desk.mopac))
    assert client.get("/admin/oversight/hold/").status_code == 200
    assert client.get("/admin/oversight/hold/place/").status_code == 403
    assert client.post(f"/admin/oversight/hold/{held.pk}/release/").status_code == 403
    assert Hold.objects.standing().exists()
