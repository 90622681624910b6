"""Reminders paused: by hand, after an import, after a restore. Nothing is sent or lost, and somebody looks first."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.rules.roles import Seat
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.markings import Marking
from oversight.models import Event
from oversight.reminders import operations, pauses, tasks
from oversight.reminders.deliver import Delivered, Delivery, open_digests
from oversight.reminders.kinds import kinds
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.models import Pause
from oversight.reminders.preview import preview
from oversight.reminders.rights import STEPS
from oversight.reminders.runs import Kind, running
from oversight.reminders.smtp import Refused, mailer
from oversight.reminders.sweep import sweep
from oversight.roles import Role
from recommendations.operations import ask_due_date
from tests import make
from tests.reminders.conftest import at_nine, deliver_on, rows

WHY = "The mail server is being moved."


@pytest.fixture
def cautious(settings, tmp_path):
    """As outside a demonstration, with a place of its own for the marker."""
    settings.REMINDER_CAUTION = True
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def paused(people):
    return operations.pause_reminders(by=people.secretariat, reason=WHY)


def test_while_paused_what_is_due_is_recorded_and_nothing_is_sent(set_action, paused, today):
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered()
    assert mail.outbox == []
    assert [state for *_, state, _ in rows()] == ["owed"]
    assert not Digest.objects.exists()


def test_after_resuming_each_thing_is_sent_once_at_its_present_step(set_action, people, paused, today):
    action = set_action(7)
    for days in range(8):
        sweep(today + timedelta(days=days))
        deliver_on(today + timedelta(days=days))
    operations.resume_reminders(paused, by=people.secretariat)
    deliver_on(today + timedelta(days=7))
    assert [row for row in rows() if row[2] == "sent"] == [(action.reference, "due-0", "sent", "")]
    assert len(mail.outbox) == 1


def test_a_pause_begun_while_digests_go_out_stops_the_rest(set_action, people, today, monkeypatch):
    set_action(7)
    set_action(7, owner=people.other_owner)
    sweep(today)
    confirm = Delivery.confirm

    def then_pause(self, claim, answer):
        sent = confirm(self, claim, answer)
        operations.pause_reminders(by=people.secretariat, reason=WHY)
        return sent

    monkeypatch.setattr(Delivery, "confirm", then_pause)
    assert deliver_on(today) == Delivered(sent=1)
    assert len(mail.outbox) == 1
    assert sorted(Digest.objects.values_list("state", "attempts")) == [("owed", 0), ("sent", 1)]


@pytest.mark.parametrize("role", (Role.SECRETARIAT, Role.ADMINISTRATOR))
def test_secretariat_and_administrators_pause_and_resume(people, role):
    person = make.person("Somebody", role=role, organisation=people.mopac)
    pause = operations.pause_reminders(by=person, reason=WHY)
    operations.resume_reminders(pause, by=person)
    told = Event.objects.about(pause).order_by("pk").values_list("step", "by", "note")
    assert list(told) == [("pause_reminders", person.pk, WHY), ("resume_reminders", person.pk, "")]


@pytest.mark.parametrize("role", (Role.DMPC_STAFF, Role.LIAISON, Role.AUDITOR, Role.NONE))
def test_others_do_not(people, paused, role):
    person = make.person("Somebody", role=role, organisation=people.mopac)
    for act in (
        lambda: operations.pause_reminders(by=person, reason=WHY),
        lambda: operations.resume_reminders(paused, by=person),
        lambda: operations.send_now(people.owner, by=person),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Pause.objects.current().get() == paused


def test_a_pause_needs_a_reason_and_there_is_one_at_a_time(people, paused):
    with pytest.raises(RuleBroken, match="Say why"):
        operations.pause_reminders(by=people.secretariat, reason="  ")
    with pytest.raises(WrongState, match=r"paused already: “The mail server is being moved\.”"):
        operations.pause_reminders(by=people.secretariat, reason="Again.")
    operations.resume_reminders(paused, by=people.secretariat)
    with pytest.raises(WrongState, match="ended before"):
        operations.resume_reminders(paused, by=people.secretariat)


# --- After an import, after a restore ------------------------------------------------------------


@pytest.mark.slow
def test_loading_the_register_pauses_reminders_until_somebody_looks(cautious, db):
    call_command("load_register")
    (pause,) = Pause.objects.current()
    assert (pause.why, pause.started_by) == ("import", None)
    assert pause.reason.startswith("The register was loaded from")
    call_command("load_register")
    assert Pause.objects.count() == 1, "what changes nothing pauses nothing"


@pytest.mark.slow
def test_in_a_demonstration_which_begins_with_a_load_it_pauses_nothing(db, settings):
    assert settings.REMINDER_CAUTION is False
    call_command("load_register")
    assert not Pause.objects.exists()


def test_two_imports_before_a_release_are_one_hold_with_both_reasons(cautious, db):
    for reason in ("First sheet.", "Second sheet.", "First sheet."):
        pauses.pause_after(pauses.Why.IMPORT, reason)
    assert Pause.objects.get().reason.splitlines() == ["First sheet.", "Second sheet."]


def test_a_database_put_back_holds_what_would_be_sent_again(cautious, set_action, people, today):
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)
    # The database as it was before: the digest never left, as far as it knows.
    Reminder.objects.all().delete()
    Digest.objects.all().delete()
    sweep(today)
    assert deliver_on(today) == Delivered()
    assert len(mail.outbox) == 1
    (pause,) = Pause.objects.current()
    assert (pause.why, pause.reason) == ("restore", pauses.AFTER_RESTORE)
    tasks.sweep()
    operations.resume_reminders(pause, by=people.secretariat)
    assert deliver_on(today) == Delivered(sent=1)
    assert deliver_on(today) == Delivered()
    assert not Pause.objects.current().exists()


def test_send_now_looks_for_a_restore_first(cautious, set_action, people, today):
    set_action(7)
    set_action(7, owner=people.other_owner)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=2)
    Reminder.objects.all().delete()
    Digest.objects.all().delete()
    sweep(today)
    with pytest.raises(WrongState, match="Reminders are paused"):
        operations.send_now(people.owner, by=people.secretariat)
    assert len(mail.outbox) == 2
    assert Pause.objects.current().get().why == "restore"


def test_who_lost_their_claim_notes_nothing(cautious, set_action, people, today, settings):
    """The digest they sent is another's now, who may be refused: that is no restore."""
    set_action(7)
    sweep(today)
    now = at_nine(today)
    open_digests(today)
    with mailer() as way:
        slow, quick = Delivery(now, way), Delivery(now + timedelta(hours=1), way)
        lost = slow.claim(Digest.objects.get().pk)
        taken = quick.claim(lost.digest.pk)
        slow.confirm(lost, "250 taken")
        quick.refuse(taken, Refused("421 later", is_certain=True, is_unreachable=False))
    assert Digest.objects.get().state == "failed"
    assert not (cautious / "last-digest-sent.json").exists()
    pauses.pause_if_restored()
    assert not Pause.objects.exists()


def test_a_marker_that_cannot_be_removed_holds_and_says_so_once(cautious, db, monkeypatch, caplog):
    (cautious / "last-digest-sent.json").write_text('{"message_id": "<gone@example.org>"}')
    monkeypatch.setattr("pathlib.Path.unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError("no")))
    for _ in range(3):
        pauses.pause_if_restored()
    pause = Pause.objects.get()
    assert pause.reason == pauses.AFTER_RESTORE
    assert Event.objects.about(pause).count() == 1
    assert "until" in caplog.text and "is removed" in caplog.text


def test_a_digest_that_left_is_noted_in_a_real_file(cautious, set_action, today):
    set_action(7)
    sweep(today)
    deliver_on(today)
    assert json.loads((cautious / "last-digest-sent.json").read_text()) == {
        "message_id": Digest.objects.get().message_id
    }
    assert [file.name for file in cautious.iterdir()] == ["last-digest-sent.json"]


# --- Resumed after a look ------------------------------------------------------------------------


@pytest.mark.parametrize("why", (pauses.Why.IMPORT, pauses.Why.RESTORE))
def test_what_an_import_or_a_restore_brought_is_swept_before_anybody_releases_it(
    cautious, set_action, people, client, why
):
    tasks.sweep()
    set_action(7)
    pauses.pause_after(why, "First.")
    pause = Pause.objects.get()
    client.force_login(people.secretariat)
    resume = f"/admin/reminders/pause/{pause.pk}/resume/"
    early = client.get(resume).content.decode()
    assert "not brought up to the day" in early
    assert "Resume reminders" not in early
    refused = client.post(resume)
    assert refused.status_code == 409
    assert "not brought up to the day" in refused.content.decode()
    with pytest.raises(WrongState, match="not brought up to the day"):
        operations.resume_reminders(pause, by=people.secretariat)
    tasks.sweep()
    looked = client.get(resume).content.decode()
    assert "1 reminder to 1 person" in looked
    assert "Resume reminders" in looked
    assert client.post(resume).status_code == 302


def test_a_second_import_is_swept_too(cautious, people):
    for reason in ("First sheet.", "Second sheet."):
        pauses.pause_after(pauses.Why.IMPORT, reason, by=people.secretariat)
        pause = Pause.objects.get()
        with pytest.raises(WrongState, match="not brought up to the day"):
            operations.resume_reminders(pause, by=people.secretariat)
        tasks.sweep()
    told = Event.objects.about(pause).order_by("pk").values_list("step", "note")
    assert list(told) == [("pause_reminders", "First sheet."), ("pause_reminders", "Second sheet.")]
    assert pause.reason_in_short == "First sheet. (and 1 more)"
    operations.resume_reminders(pause, by=people.secretariat)


def test_a_reason_typed_in_several_lines_is_told_whole(people):
    paused = operations.pause_reminders(by=people.secretariat, reason="The server moves.\r\nBack on Monday.")
    assert paused.reason_in_short == "The server moves. Back on Monday."


def test_a_sweep_that_failed_does_not_count(cautious, people):
    pauses.pause_after(pauses.Why.IMPORT, "A sheet.")
    with pytest.raises(ValueError, match="no"), running(Kind.SWEEP):
        raise ValueError("no")
    with pytest.raises(WrongState, match="not brought up to the day"):
        operations.resume_reminders(Pause.objects.get(), by=people.secretariat)


def test_a_first_start_and_a_marker_that_cannot_be_read_hold_nothing(cautious, set_action, today):
    set_action(7)
    sweep(today)
    (cautious / "last-digest-sent.json").write_text("not JSON")
    assert deliver_on(today) == Delivered(sent=1)
    assert not Pause.objects.exists()


def test_where_the_marker_cannot_be_written_people_are_reminded_all_the_same(
    cautious, set_action, today, settings
):
    settings.VAR = cautious / "is" / "not" / "there"
    set_action(7)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=1)


# --- What waits ----------------------------------------------------------------------------------


def test_the_preview_counts_everything_and_shows_what_its_reader_may_see(set_action, people, today):
    shown = set_action(7)
    shut = make.board("SHUT", name="Shut board", is_restricted=True)
    keeper = make.person("Shut secretary", organisation=people.mopac)
    make.seat(keeper, shut, Seat.SECRETARY)
    make.seat(people.owner, shut)
    set_action(3, board=shut, by=keeper)
    sweep(today)
    found = preview(people.secretariat, today)
    assert (found.reminders, found.people, found.by_kind) == (2, 1, [("Actions due", 2)])
    assert [
        (str(person), [(each.reminder.subject_reference, each.title) for each in held])
        for person, held in found.shown
    ] == [("MPS owner", [(shown.reference, shown.title)])]
    assert found.not_shown == 1


def test_the_preview_says_of_what_is_marked_no_more_than_its_reference(
    set_action, people, client, paused, today
):
    marked = set_action(7, title="Told to nobody", marking=Marking.OFFICIAL_SENSITIVE)
    plain = set_action(7, title="Told to everybody")
    sweep(today)
    client.force_login(people.secretariat)
    page = client.get(f"/admin/reminders/pause/{paused.pk}/resume/").content.decode()
    assert marked.reference in page
    assert "Told to nobody" not in page
    assert plain.reference in page
    assert "Told to everybody" in page


def test_the_preview_shows_requests_for_a_new_due_date_by_their_action(
    set_action, people, client, paused, today
):
    action = set_action(40, title="Publish the plan")
    ask_due_date(action, by=people.owner, new_due_on=today + timedelta(days=90), reason="Leave.")
    make.seat(people.chair, people.board, Seat.SECRETARY)
    sweep(today)
    client.force_login(people.secretariat)
    page = client.get(f"/admin/reminders/pause/{paused.pk}/resume/")
    assert page.status_code == 200
    assert f"{action.reference}: on the day a new due date was asked for" in page.content.decode()
    assert "Publish the plan" in page.content.decode()


def test_every_kind_can_be_named_in_the_preview(people, today):
    """Whatever waits of it, and if nothing does."""
    for kind in kinds(today):
        assert kind.titles(people.secretariat, [Reminder(pk=1, subject_id=0)]) == {}


def test_the_preview_costs_the_same_however_much_waits(set_action, people, today):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            preview(people.secretariat, today)
        return len(asked)

    set_action(7)
    sweep(today)
    cost()
    few = cost()
    for number in range(12):
        set_action(7, owner=make.person(f"Owner {number}", organisation=people.mps))
    sweep(today)
    assert cost() == few


# --- The people ------------------------------------------------------------------------------------


def test_the_admin_pauses_shows_what_waits_and_resumes(set_action, people, client, today):
    action = set_action(7)
    sweep(today)
    client.force_login(people.secretariat)
    pause = client.post("/admin/reminders/pause/start/", {"reason": WHY}, follow=True)
    assert "Reminders are paused" in pause.content.decode()
    paused = Pause.objects.get()
    for page in ("/admin/", "/admin/boards/board/"):
        assert "Reminders are paused</strong> (by hand)" in client.get(page).content.decode()
        assert WHY in client.get(page).content.decode()
    resume = f"/admin/reminders/pause/{paused.pk}/resume/"
    page = client.get(resume).content.decode()
    assert "1 reminder to 1 person" in page
    assert f"{action.reference}: 7 days before the due date" in page
    resumed = client.post(resume, follow=True).content.decode()
    assert "the next delivery sends what waits" in resumed
    assert "Reminders are paused</strong>" not in resumed
    assert client.post(resume).status_code == 409


@pytest.mark.parametrize(("sent", "status"), (({"reason": ""}, 422), ({"reason": WHY}, 409)))
def test_the_admin_says_what_is_wrong_beside_the_form(people, paused, client, sent, status):
    client.force_login(people.secretariat)
    assert client.post("/admin/reminders/pause/start/", sent).status_code == status


def test_an_auditor_reads_pauses_and_starts_none(people, paused, client):
    client.force_login(make.person("Auditor", role=Role.AUDITOR, organisation=people.mopac))
    assert client.get("/admin/reminders/pause/").status_code == 200
    assert client.get("/admin/reminders/pause/start/").status_code == 403
    resume = f"/admin/reminders/pause/{paused.pk}/resume/"
    looked = client.get(resume)
    assert looked.status_code == 200
    assert "0 reminders to 0 people" in looked.content.decode()
    assert "Resume reminders" not in looked.content.decode()
    assert client.post(resume).status_code == 403
    assert Pause.objects.current().exists()


@pytest.mark.parametrize(
    ("role", "reads"),
    (
        (Role.SECRETARIAT, True),
        (Role.ADMINISTRATOR, True),
        (Role.AUDITOR, True),
        (Role.DMPC_STAFF, False),
        (Role.LIAISON, False),
        (Role.NONE, False),
    ),
)
def test_the_pages_say_so_to_the_secretariat_and_to_nobody_else(people, paused, client, role, reads):
    client.force_login(make.person("Somebody", role=role, organisation=people.mopac))
    for address in (reverse("home"), reverse("boards"), reverse("who-may")):
        page = client.get(address).content.decode()
        assert ("Reminders are paused" in page and WHY in page) is reads, address
    operations.resume_reminders(paused, by=people.secretariat)
    assert "Reminders are paused" not in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("role", (Role.DMPC_STAFF, Role.LIAISON, Role.NONE))
def test_who_may_not_open_the_admin_reads_no_pause(people, paused, client, role):
    client.force_login(make.person("Somebody", role=role, organisation=people.mopac))
    for address in ("", "start/", f"{paused.pk}/resume/", f"{paused.pk}/change/"):
        assert client.get(f"/admin/reminders/pause/{address}").status_code in (302, 403), address
    assert client.post(f"/admin/reminders/pause/{paused.pk}/resume/").status_code in (302, 403)
    assert Pause.objects.current().exists()


def test_a_pause_that_ended_before_says_so(people, paused, client):
    client.force_login(people.secretariat)
    resume = f"/admin/reminders/pause/{paused.pk}/resume/"
    operations.resume_reminders(paused, by=people.secretariat)
    page = client.get(resume).content.decode()
    assert "<dt>Resumed</dt>" in page
    assert "Resume reminders" not in page
    again = client.post(resume)
    assert again.status_code == 409
    assert "ended before" in again.content.decode()


def test_who_may_do_what_tells_who_holds_and_sends(people, client):
    client.force_login(people.secretariat)
    page = client.get(reverse("who-may")).content.decode()
    for what in STEPS:
        assert what in page
