"""Reminders held: by hand, after an import, after a restore. Nothing is sent, nothing is lost, somebody looks first."""

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
from oversight.reminders import holds, operations, tasks
from oversight.reminders.deliver import Delivered, Delivery, open_digests
from oversight.reminders.kinds import kinds
from oversight.reminders.ledger import Digest, Reminder
from oversight.reminders.models import Hold
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
    confirm = Delivery.confirm

    def then_hold(self, claim, answer):
        sent = confirm(self, claim, answer)
        operations.hold_reminders(by=desk.secretariat, reason=WHY)
        return sent

    monkeypatch.setattr(Delivery, "confirm", then_hold)
    assert deliver_on(today) == Delivered(sent=1)
    assert len(mail.outbox) == 1
    assert sorted(Digest.objects.values_list("state", "attempts")) == [("owed", 0), ("sent", 1)]


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


@pytest.mark.slow
def test_loading_the_register_holds_reminders_until_somebody_looks(cautious, db):
    call_command("load_register")
    (placed,) = Hold.objects.standing()
    assert (placed.why, placed.placed_by) == ("import", None)
    assert placed.reason.startswith("The register was loaded from")
    call_command("load_register")
    assert Hold.objects.count() == 1, "what changes nothing holds nothing"


@pytest.mark.slow
def test_in_a_demonstration_which_begins_with_a_load_it_holds_nothing(db, settings):
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
    tasks.sweep()
    operations.release_reminders(placed, by=desk.secretariat)
    assert deliver_on(today) == Delivered(sent=1)
    assert deliver_on(today) == Delivered()
    assert not Hold.objects.standing().exists()


def test_send_now_looks_for_a_restore_first(cautious, set_action, desk, today):
    set_action(7)
    set_action(7, owner=desk.other_owner)
    sweep(today)
    assert deliver_on(today) == Delivered(sent=2)
    Reminder.objects.all().delete()
    Digest.objects.all().delete()
    sweep(today)
    with pytest.raises(WrongState, match="Reminders are held"):
        operations.send_now(desk.owner, by=desk.secretariat)
    assert len(mail.outbox) == 2
    assert Hold.objects.standing().get().why == "restore"


def test_whoever_lost_their_claim_notes_nothing(cautious, set_action, desk, today, settings):
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
    holds.hold_if_restored()
    assert not Hold.objects.exists()


def test_a_marker_that_cannot_be_removed_holds_and_says_so_once(cautious, db, monkeypatch, caplog):
    (cautious / "last-digest-sent.json").write_text('{"message_id": "<gone@example.org>"}')
    monkeypatch.setattr("pathlib.Path.unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError("no")))
    for _ in range(3):
        holds.hold_if_restored()
    placed = Hold.objects.get()
    assert placed.reason == holds.AFTER_RESTORE
    assert Event.objects.about(placed).count() == 1
    assert "until" in caplog.text and "is removed" in caplog.text


def test_a_digest_that_left_is_noted_in_a_real_file(cautious, set_action, today):
    set_action(7)
    sweep(today)
    deliver_on(today)
    assert json.loads((cautious / "last-digest-sent.json").read_text()) == {
        "message_id": Digest.objects.get().message_id
    }
    assert [file.name for file in cautious.iterdir()] == ["last-digest-sent.json"]


# --- Released after a look -----------------------------------------------------------------------


@pytest.mark.parametrize("why", (holds.Why.IMPORT, holds.Why.RESTORE))
def test_what_an_import_or_a_restore_brought_is_swept_before_anybody_releases_it(
    cautious, set_action, desk, client, why
):
    tasks.sweep()
    set_action(7)
    holds.hold_after(why, "First.")
    placed = Hold.objects.get()
    client.force_login(desk.secretariat)
    release = f"/admin/reminders/hold/{placed.pk}/release/"
    early = client.get(release).content.decode()
    assert "not brought up to the day" in early
    assert "Release them" not in early
    refused = client.post(release)
    assert refused.status_code == 409
    assert "not brought up to the day" in refused.content.decode()
    with pytest.raises(WrongState, match="not brought up to the day"):
        operations.release_reminders(placed, by=desk.secretariat)
    tasks.sweep()
    looked = client.get(release).content.decode()
    assert "1 reminder to 1 person" in looked
    assert "Release them" in looked
    assert client.post(release).status_code == 302


def test_a_second_import_is_swept_too(cautious, desk):
    for reason in ("First sheet.", "Second sheet."):
        holds.hold_after(holds.Why.IMPORT, reason, by=desk.secretariat)
        placed = Hold.objects.get()
        with pytest.raises(WrongState, match="not brought up to the day"):
            operations.release_reminders(placed, by=desk.secretariat)
        tasks.sweep()
    told = Event.objects.about(placed).order_by("pk").values_list("step", "note")
    assert list(told) == [("hold_reminders", "First sheet."), ("hold_reminders", "Second sheet.")]
    assert placed.reason_in_short == "First sheet. (and 1 more)"
    operations.release_reminders(placed, by=desk.secretariat)


def test_a_reason_typed_in_several_lines_is_told_whole(desk):
    held = operations.hold_reminders(by=desk.secretariat, reason="The server moves.\r\nBack on Monday.")
    assert held.reason_in_short == "The server moves. Back on Monday."


def test_a_sweep_that_failed_does_not_count(cautious, desk):
    holds.hold_after(holds.Why.IMPORT, "A sheet.")
    with pytest.raises(ValueError, match="no"), running(Kind.SWEEP):
        raise ValueError("no")
    with pytest.raises(WrongState, match="not brought up to the day"):
        operations.release_reminders(Hold.objects.get(), by=desk.secretariat)


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
    found = preview(desk.secretariat, today)
    assert (found.reminders, found.people, found.by_kind) == (2, 1, [("Actions due", 2)])
    assert [
        (str(person), [(each.reminder.subject_reference, each.title) for each in held])
        for person, held in found.shown
    ] == [("MPS owner", [(shown.reference, shown.title)])]
    assert found.not_shown == 1


def test_the_preview_says_of_what_is_marked_no_more_than_its_reference(set_action, desk, client, held, today):
    marked = set_action(7, title="Told to nobody", marking=Marking.OFFICIAL_SENSITIVE)
    plain = set_action(7, title="Told to everybody")
    sweep(today)
    client.force_login(desk.secretariat)
    page = client.get(f"/admin/reminders/hold/{held.pk}/release/").content.decode()
    assert marked.reference in page
    assert "Told to nobody" not in page
    assert plain.reference in page
    assert "Told to everybody" in page


def test_the_preview_shows_requests_for_a_new_due_date_by_their_action(set_action, desk, client, held, today):
    action = set_action(40, title="Publish the plan")
    ask_due_date(action, by=desk.owner, new_due_on=today + timedelta(days=90), reason="Leave.")
    make.seat(desk.chair, desk.board, Seat.SECRETARY)
    sweep(today)
    client.force_login(desk.secretariat)
    page = client.get(f"/admin/reminders/hold/{held.pk}/release/")
    assert page.status_code == 200
    assert f"{action.reference}: on the day a new due date was asked for" in page.content.decode()
    assert "Publish the plan" in page.content.decode()


def test_every_kind_can_be_named_in_the_preview(desk, today):
    """Whatever waits of it, and if nothing does."""
    for kind in kinds(today):
        assert kind.titles(desk.secretariat, [Reminder(pk=1, subject_id=0)]) == {}


def test_the_preview_costs_the_same_however_much_waits(set_action, desk, today):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            preview(desk.secretariat, today)
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
    placed = client.post("/admin/reminders/hold/place/", {"reason": WHY}, follow=True)
    assert "Reminders are held" in placed.content.decode()
    held = Hold.objects.get()
    for page in ("/admin/", "/admin/boards/board/"):
        assert "Reminders are held</strong> (by hand)" in client.get(page).content.decode()
        assert WHY in client.get(page).content.decode()
    release = f"/admin/reminders/hold/{held.pk}/release/"
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
    assert client.post("/admin/reminders/hold/place/", sent).status_code == status


def test_an_auditor_reads_holds_and_places_none(desk, held, client):
    client.force_login(make.person("Auditor", role=Role.AUDITOR, organisation=desk.mopac))
    assert client.get("/admin/reminders/hold/").status_code == 200
    assert client.get("/admin/reminders/hold/place/").status_code == 403
    release = f"/admin/reminders/hold/{held.pk}/release/"
    looked = client.get(release)
    assert looked.status_code == 200
    assert "0 reminders to 0 people" in looked.content.decode()
    assert "Release them" not in looked.content.decode()
    assert client.post(release).status_code == 403
    assert Hold.objects.standing().exists()


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
def test_the_pages_say_so_to_the_desk_and_to_nobody_else(desk, held, client, role, reads):
    client.force_login(make.person("Somebody", role=role, organisation=desk.mopac))
    for address in (reverse("home"), reverse("boards"), reverse("who-may")):
        page = client.get(address).content.decode()
        assert ("Reminders are held" in page and WHY in page) is reads, address
    operations.release_reminders(held, by=desk.secretariat)
    assert "Reminders are held" not in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("role", (Role.DMPC_STAFF, Role.LIAISON, Role.NONE))
def test_who_has_no_desk_reads_no_hold(desk, held, client, role):
    client.force_login(make.person("Somebody", role=role, organisation=desk.mopac))
    for address in ("", "place/", f"{held.pk}/release/", f"{held.pk}/change/"):
        assert client.get(f"/admin/reminders/hold/{address}").status_code in (302, 403), address
    assert client.post(f"/admin/reminders/hold/{held.pk}/release/").status_code in (302, 403)
    assert Hold.objects.standing().exists()


def test_a_hold_that_was_released_before_says_so(desk, held, client):
    client.force_login(desk.secretariat)
    release = f"/admin/reminders/hold/{held.pk}/release/"
    operations.release_reminders(held, by=desk.secretariat)
    page = client.get(release).content.decode()
    assert "<dt>Released</dt>" in page
    assert "Release them" not in page
    again = client.post(release)
    assert again.status_code == 409
    assert "released before" in again.content.decode()


def test_who_may_do_what_tells_who_holds_and_sends(desk, client):
    client.force_login(desk.secretariat)
    page = client.get(reverse("who-may")).content.decode()
    for what in STEPS:
        assert what in page
