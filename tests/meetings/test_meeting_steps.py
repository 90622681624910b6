"""The steps of a meeting: from where, by whom, with what reason, and what follows them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from boards import forms, operations
from boards.models import Meeting, Minutes
from boards.rules.meeting_workflow import STEPS, Status
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.history import step_in_words
from oversight.models import Event
from recommendations.models import Action
from tests import make
from tests.admin.admin_pages import AdminPages, errors

TODAY = timezone.localdate()
REASON = "The room is not to be had."


@pytest.fixture
def meeting(world):
    """A confirmed meeting in twenty days, at ten in the morning."""
    return make.meeting(world.board, TODAY + timedelta(days=20), by=world.secretariat)


def begun(world, **values) -> Meeting:
    return make.meeting(world.board, TODAY - timedelta(days=1), by=world.secretariat, **values)


def last_event(meeting) -> Event:
    return Event.objects.about(meeting)[0]


# --- What each does ------------------------------------------------------------------------------


def test_a_proposed_meeting_is_confirmed(world):
    meeting = make.meeting(
        world.board, TODAY + timedelta(days=20), by=world.secretariat, status=Status.PROPOSED
    )
    operations.confirm_meeting(meeting, by=world.secretariat, note="The chair agreed.")
    assert (meeting.status, meeting.calendar_sequence) == (Status.CONFIRMED, 1)
    event = last_event(meeting)
    assert (event.step, event.by, event.note) == ("confirm_meeting", world.secretariat, "The chair agreed.")
    assert (event.before["status"], event.after["status"]) == ("proposed", "confirmed")


def test_a_meeting_moves_with_its_reason_and_its_calendar_number_rises(world, meeting):
    later = meeting.starts_at + timedelta(days=7)
    operations.move_meeting(
        meeting,
        by=world.secretariat,
        starts_at=later,
        ends_at=later + timedelta(hours=2),
        place="City Hall",
        reason=REASON,
    )
    assert (meeting.starts_at, meeting.place, meeting.status) == (later, "City Hall", Status.CONFIRMED)
    assert (meeting.status_reason, meeting.calendar_sequence) == (REASON, 1)
    assert last_event(meeting).note == REASON
    operations.move_meeting(
        meeting, by=world.secretariat, starts_at=later, place="Room 2", reason="A bigger one."
    )
    assert (meeting.ends_at, meeting.calendar_sequence) == (None, 2)


def test_a_cancelled_meeting_stays_in_the_record_with_its_reason(world, meeting):
    operations.cancel_meeting(meeting, by=world.secretariat, reason=REASON)
    assert (meeting.status, meeting.status_reason) == (Status.CANCELLED, REASON)
    assert meeting.calendar_sequence == 1
    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_a_meeting_that_has_begun_is_recorded_as_held(world):
    meeting = begun(world)
    operations.hold_meeting(meeting, by=world.secretariat)
    assert (meeting.status, meeting.calendar_sequence) == (Status.HELD, 1)
    assert step_in_words(last_event(meeting).step) == "Meeting held"


# --- From where ----------------------------------------------------------------------------------

# Written out, not read from the table: status -> the steps a meeting that has begun can take.
OPEN = {
    Status.PROPOSED: {"confirm_meeting", "move_meeting", "cancel_meeting"},
    Status.CONFIRMED: {"hold_meeting", "move_meeting", "cancel_meeting"},
    Status.HELD: set(),
    Status.CANCELLED: set(),
}
GIVEN: dict[str, dict[str, Any]] = {
    "confirm_meeting": {},
    "hold_meeting": {},
    "move_meeting": {"starts_at": timezone.now() - timedelta(hours=30), "reason": REASON},
    "cancel_meeting": {"reason": REASON},
}


@pytest.mark.parametrize("step", GIVEN)
@pytest.mark.parametrize("status", Status)
def test_each_step_is_taken_from_its_statuses_alone(status, step, world):
    meeting = begun(world, status=status)
    take = getattr(operations, step)
    if step in OPEN[status]:
        take(meeting, by=world.secretariat, **GIVEN[step])
        assert last_event(meeting).step == step
        return
    with pytest.raises(WrongState, match=f"the meeting stands at “{status.label}”"):
        take(meeting, by=world.secretariat, **GIVEN[step])
    assert last_event(meeting).step == "arrange_meeting"


def test_every_step_has_its_operation_and_its_form():
    assert set(forms.STEP_FORMS) >= set(STEPS)
    assert all(callable(getattr(operations, name)) for name in STEPS)


def test_a_meeting_to_come_is_not_held_yet(world, meeting):
    with pytest.raises(WrongState, match="has not begun"):
        operations.hold_meeting(meeting, by=world.secretariat)
    with pytest.raises(RuleBroken, match="has not begun"):
        make.meeting(world.board, TODAY + timedelta(days=1), by=world.secretariat, status=Status.HELD)


@pytest.mark.parametrize("step", ("move_meeting", "cancel_meeting"))
def test_moving_and_cancelling_ask_for_the_reason(step, world, meeting):
    given = {**GIVEN[step], "reason": "  "}
    with pytest.raises(RuleBroken, match="Give the reason") as refused:
        getattr(operations, step)(meeting, by=world.secretariat, **given)
    assert refused.value.field == "reason"


def test_a_move_to_where_it_is_or_into_the_past_or_with_an_end_before_its_start_is_refused(world, meeting):
    def move(**given):
        operations.move_meeting(meeting, by=world.secretariat, reason=REASON, **given)

    with pytest.raises(RuleBroken, match="is already"):
        move(starts_at=meeting.starts_at)
    with pytest.raises(RuleBroken, match="into the past"):
        move(starts_at=timezone.now() - timedelta(days=3))
    with pytest.raises(RuleBroken, match="cannot end before it starts") as refused:
        move(starts_at=meeting.starts_at, ends_at=meeting.starts_at)
    assert refused.value.field == "ends_at"
    meeting.refresh_from_db()
    assert meeting.calendar_sequence == 0


# --- By whom -------------------------------------------------------------------------------------

KEEPERS = {"secretariat", "colleague"}


def test_its_board_secretary_takes_the_steps_of_a_meeting_and_nobody_else(world, people):
    for name, person in people.items():
        meeting = make.meeting(
            world.board, TODAY + timedelta(days=20), by=world.secretariat, status=Status.PROPOSED
        )
        if name in KEEPERS:
            operations.confirm_meeting(meeting, by=person)
        else:
            with pytest.raises(NotAllowed):
                operations.confirm_meeting(meeting, by=person)
        meeting.refresh_from_db()
        assert (meeting.status == Status.CONFIRMED) == (name in KEEPERS)


def test_a_restricted_boards_own_secretary_takes_the_steps_of_its_meetings(world):
    for by in (world.secretariat, world.restricted_chair):
        with pytest.raises(NotAllowed):
            operations.cancel_meeting(world.restricted_meeting, by=by, reason=REASON)
    operations.cancel_meeting(world.restricted_meeting, by=world.restricted_secretary, reason=REASON)
    assert world.restricted_meeting.status == Status.CANCELLED


# --- What is not changed otherwise ---------------------------------------------------------------


@pytest.mark.parametrize("name", ("status", "status_reason", "starts_at", "ends_at"))
def test_time_and_status_are_not_corrected_but_moved_by_steps(name, world, meeting):
    other = {
        "status": Status.CANCELLED,
        "status_reason": "Other.",
        "starts_at": meeting.starts_at + timedelta(days=1),
        "ends_at": meeting.starts_at + timedelta(hours=1),
    }
    with pytest.raises(RuleBroken) as refused:
        operations.amend_meeting(meeting, by=world.secretariat, changes={name: other[name]})
    assert refused.value.field == name
    meeting.refresh_from_db()
    assert (meeting.status, meeting.calendar_sequence) == (Status.CONFIRMED, 0)


@pytest.mark.parametrize(
    ("changes", "number"),
    (
        ({"title": "The summer meeting"}, 1),
        ({"place": "Room 2"}, 1),
        ({"marking": "OFFICIAL-SENSITIVE"}, 1),
        ({"note": "Bring the plan."}, 0),
        ({"title": ""}, 0),
    ),
)
def test_the_calendar_number_rises_only_where_the_calendar_shows_it(changes, number, world, meeting):
    operations.amend_meeting(meeting, by=world.secretariat, changes=changes)
    assert meeting.calendar_sequence == number


@pytest.mark.parametrize("name", ("title", "place", "chaired_by"))
def test_what_agreed_minutes_say_of_their_meeting_no_longer_changes(name, world, meeting):
    before = getattr(world.meeting, name)
    Minutes.objects.create(meeting=world.meeting, status="agreed", agreed_at_meeting=meeting)
    value = world.member if name == "chaired_by" else "Another"
    with pytest.raises(WrongState, match="what they record no longer changes"):
        operations.amend_meeting(world.meeting, by=world.secretariat, changes={name: value})
    world.meeting.refresh_from_db()
    assert getattr(world.meeting, name) == before
    operations.amend_meeting(world.meeting, by=world.secretariat, changes={"marking": "OFFICIAL-SENSITIVE"})
    assert world.meeting.marking == "OFFICIAL-SENSITIVE"


# --- In the admin --------------------------------------------------------------------------------


def step_at(meeting: Meeting, slug: str) -> str:
    return reverse("admin:boards_meeting_step", args=[meeting.pk, slug])


def tools(admin_pages: AdminPages, meeting: Meeting) -> set[str]:
    page = admin_pages.open(meeting).content.decode()
    return {step.slug for step in STEPS.values() if step_at(meeting, step.slug) in page}


def test_the_admin_offers_the_steps_that_are_open(world, meeting):
    admin_pages = AdminPages(world.secretariat)
    assert {"move", "cancel"} <= tools(admin_pages, meeting)
    assert not {"confirm", "hold"} & tools(admin_pages, meeting)
    assert "hold" in tools(admin_pages, begun(world))
    assert not tools(AdminPages(world.auditor), meeting)


def test_a_meeting_is_moved_from_the_admin_and_what_is_due_there_follows(world, meeting):
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        due_basis="next_meeting",
        due_meeting_of=world.board,
    )
    admin_pages = AdminPages(world.secretariat)
    shown = admin_pages.client.get(step_at(meeting, "move"))
    opened_on = f"{timezone.localtime(meeting.starts_at):%Y-%m-%dT%H:%M}"
    assert f'value="{opened_on}"' in str(shown.context["form"]["starts_at"])
    to = TODAY + timedelta(days=27)
    given = {"starts_at": f"{to}T14:30", "place": "City Hall", "reason": REASON}
    response = admin_pages.client.post(step_at(meeting, "move"), given, follow=True)
    assert f"Meeting moved: {meeting.reference}." in response.content.decode()
    meeting.refresh_from_db()
    assert f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}" == f"{to} 14:30"
    assert Action.objects.get(pk=action.pk).due_on == to
    assert last_event(meeting).channel == "admin"
    admin_pages.client.post(step_at(meeting, "cancel"), {"reason": REASON})
    assert Action.objects.get(pk=action.pk).due_on is None


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(world, meeting):
    admin_pages = AdminPages(world.secretariat)
    day = timezone.localtime(meeting.starts_at).date()
    given = {"starts_at": f"{day}T10:00", "ends_at": f"{day}T09:00"}
    response = admin_pages.client.post(step_at(meeting, "move"), given | {"reason": "A slip."})
    assert response.status_code == 422
    assert response.context["form"].errors["ends_at"] == ["A meeting cannot end before it starts."]
    assert "A slip." in response.content.decode()
    assert admin_pages.client.post(step_at(meeting, "cancel"), {"reason": ""}).status_code == 422


def test_an_hour_that_the_clocks_pass_over_is_refused(world, meeting):
    given = {"starts_at": "2027-03-28T01:30", "reason": REASON}
    response = AdminPages(world.secretariat).client.post(step_at(meeting, "move"), given)
    assert response.status_code == 422
    assert "starts_at" in response.context["form"].errors


@pytest.mark.parametrize(
    ("who", "status"),
    (("secretariat", 200), ("auditor", 403), ("administrator", 403), ("chair", 302), ("stranger", 302)),
)
def test_who_may_not_take_the_step_is_told_so_before_being_asked(who, status, people, meeting):
    assert AdminPages(people[who]).client.get(step_at(meeting, "move")).status_code == status


def test_a_step_that_comes_too_late_or_is_none_or_belongs_to_a_hidden_meeting(world, meeting):
    admin_pages = AdminPages(world.secretariat)
    assert admin_pages.client.get(step_at(meeting, "confirm")).status_code == 409
    assert admin_pages.client.get(step_at(meeting, "no-such-step")).status_code == 404
    assert (
        admin_pages.client.post(step_at(world.restricted_meeting, "cancel"), {"reason": "x"}).status_code
        == 404
    )
    world.restricted_meeting.refresh_from_db()
    assert world.restricted_meeting.status == Status.CONFIRMED


def test_the_form_of_the_admin_no_longer_moves_or_cancels(world, meeting):
    was = meeting.starts_at
    admin_pages = AdminPages(world.secretariat)
    given = {"status": "cancelled", "starts_at": datetime(2031, 1, 1, 9, 0), "title": "Summer"}  # noqa: DTZ001
    assert admin_pages.change(meeting, **given).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.status, meeting.starts_at, meeting.title) == (Status.CONFIRMED, was, "Summer")


def test_a_meeting_of_the_past_is_entered_as_held(world):
    given = {
        "board": world.board,
        "starts_at": datetime(2019, 6, 24, 10, 0),  # noqa: DTZ001
        "status": "held",
        "marking": "OFFICIAL",
    }
    assert AdminPages(world.secretariat).add(Meeting, **given).status_code == 302
    assert Meeting.objects.get(starts_at__year=2019).status == Status.HELD


def test_a_new_meeting_that_ends_before_it_starts_is_refused_beside_its_end(world):
    given = {
        "board": world.board,
        "starts_at": datetime(2027, 6, 24, 10, 0),  # noqa: DTZ001
        "ends_at": datetime(2027, 6, 24, 9, 0),  # noqa: DTZ001
        "status": "confirmed",
        "marking": "OFFICIAL",
    }
    response = AdminPages(world.secretariat).add(Meeting, **given)
    assert response.status_code == 422
    assert errors(response) == {"ends_at": ["A meeting cannot end before it starts."]}


def confirm(admin_pages: AdminPages, *meetings: Meeting):
    given = {"action": "confirm_selected", "_selected_action": [meeting.pk for meeting in meetings]}
    return admin_pages.client.post(reverse("admin:boards_meeting_changelist"), given, follow=True)


def test_meetings_are_confirmed_together_all_or_none(world, meeting):
    proposed = [
        make.meeting(world.board, TODAY + timedelta(days=days), by=world.secretariat, status=Status.PROPOSED)
        for days in (30, 60)
    ]
    admin_pages = AdminPages(world.secretariat)
    said = confirm(admin_pages, *proposed, meeting).content.decode()
    assert f"No meeting was confirmed. {meeting.reference}: “Confirm” is not possible" in said
    assert not Meeting.objects.filter(pk__in=[one.pk for one in proposed], status="confirmed").exists()
    assert "2 meetings were confirmed." in confirm(admin_pages, *proposed).content.decode()
    assert Meeting.objects.filter(pk__in=[one.pk for one in proposed], status="confirmed").count() == 2
    assert {last_event(one).step for one in proposed} == {"confirm_meeting"}


def test_an_auditor_and_those_who_do_not_see_a_meeting_confirm_nothing(world):
    hidden = make.meeting(
        world.restricted, TODAY + timedelta(days=30), by=world.restricted_secretary, status="proposed"
    )
    open_one = make.meeting(world.board, TODAY + timedelta(days=30), by=world.secretariat, status="proposed")
    confirm(AdminPages(world.auditor), open_one)
    confirm(AdminPages(world.secretariat), hidden)
    for one in (hidden, open_one):
        one.refresh_from_db()
        assert one.status == Status.PROPOSED
