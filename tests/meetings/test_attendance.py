"""Attendance: recorded as one sheet, refused in words beside the field, and left alone once the minutes are agreed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from boards.models import Minutes
from boards.operations.attendance import AttendanceRefused, Row, counted_members, record_attendance
from boards.rules.roles import Seat
from oversight.errors import NotAllowed, RuleBroken, WrongState
from oversight.models import Event
from tests import make


def record(world, *rows: Row, by=None, meeting=None) -> int:
    return record_attendance(meeting or world.meeting, by=by or world.secretariat, rows=rows)


def refused(world, *rows: Row) -> dict[str, str]:
    """What is refused, by person and field; and nothing is saved."""
    before = list(world.meeting.attendance.values_list("person", "kind", "deputy_for"))
    with pytest.raises(AttendanceRefused) as caught:
        record(world, *rows)
    assert list(world.meeting.attendance.values_list("person", "kind", "deputy_for")) == before
    assert caught.value.status_code == 422
    return {f"{one.person_id} {one.field}": one.sentence for one in caught.value.problems}


def recorded(world) -> dict[str, str]:
    return {row.person.name: row.kind for row in world.meeting.attendance.all()}


def test_who_came_is_recorded_with_apologies_a_deputy_and_leaving_for_an_item(world):
    item = make.agenda_item(world.meeting, 3)
    deputy = make.person("Deputy of the member")
    changed = record(
        world,
        Row(world.chair, "present", left_for=[item], declared_interest="Employed by the supplier"),
        Row(world.member, "apologies"),
        Row(deputy, "deputy", deputy_for=world.member),
    )
    assert changed == 3
    assert recorded(world) == {
        "Chair": "present",
        "Member": "apologies",
        "Deputy of the member": "deputy",
    }
    assert [row.left_for.get() for row in world.meeting.attendance.filter(person=world.chair)] == [item]
    (event,) = Event.objects.about(world.meeting).filter(step="record_attendance")
    assert event.after["who_came"] == [
        "Chair: present, left for item 3, declared an interest: Employed by the supplier",
        "Member: apologies",
        "Deputy of the member: deputy for Member",
    ]


def test_a_correction_changes_what_differs_and_leaves_the_others(world):
    record(world, Row(world.chair, "present"), Row(world.member, "absent"))
    assert record(world, Row(world.chair, "present"), Row(world.member, "apologies")) == 1
    assert recorded(world) == {"Chair": "present", "Member": "apologies"}
    event = Event.objects.about(world.meeting).filter(step="record_attendance").latest("pk")
    assert (event.before, event.after) == (
        {"who_came": ["Member: absent"]},
        {"who_came": ["Member: apologies"]},
    )


def test_nothing_changed_is_no_event(world):
    record(world, Row(world.chair, "present"))
    assert record(world, Row(world.chair, "present")) == 0
    assert Event.objects.filter(step="record_attendance").count() == 1


def test_a_member_taken_off_those_present_gets_a_deputy_in_the_same_save(world):
    record(world, Row(world.member, "present"))
    deputy = make.person("Deputy of the member")
    record(world, Row(world.member, "apologies"), Row(deputy, "deputy", deputy_for=world.member))
    assert recorded(world) == {"Member": "apologies", "Deputy of the member": "deputy"}


def test_a_deputy_comes_for_somebody_with_a_seat_on_that_day(world):
    deputy = make.person("Deputy of somebody")
    assert refused(world, Row(deputy, "deputy")) == {
        f"{deputy.pk} deputy_for": "A deputy attends for somebody: say for whom."
    }
    for nobody in (world.stranger, world.other_member, world.former_member):
        assert refused(world, Row(deputy, "deputy", deputy_for=nobody)) == {
            f"{deputy.pk} deputy_for": f"{nobody.name} had no seat on this board on the day of the meeting."
        }


def test_the_seat_asked_about_is_that_of_the_meetings_day_not_of_today(world):
    past = make.meeting(
        world.board, timezone.localdate() - timedelta(days=30), by=world.secretariat, status="held"
    )
    deputy = make.person("Deputy of the former member")
    record(world, Row(deputy, "deputy", deputy_for=world.former_member), meeting=past)
    assert past.attendance.get().deputy_for == world.former_member
    assert world.former_member.pk in counted_members(past)
    assert world.former_member.pk not in counted_members(world.meeting)


def test_a_member_is_not_counted_twice_as_somebodys_deputy(world):
    assert refused(world, Row(world.chair, "deputy", deputy_for=world.member)) == {
        f"{world.chair.pk} deputy_for": (
            "Chair sits on this board: record them as present, since a member counts once."
        )
    }
    adviser = make.person("Adviser")
    make.seat(adviser, world.board, Seat.ADVISER)
    record(world, Row(adviser, "deputy", deputy_for=world.member))


def test_nobody_deputises_for_somebody_present_nor_two_for_one(world):
    one, two = make.person("First deputy"), make.person("Second deputy")
    present = refused(world, Row(world.member, "present"), Row(one, "deputy", deputy_for=world.member))
    assert present == {f"{one.pk} deputy_for": "Member was present: nobody deputised for them."}
    both = refused(
        world, Row(one, "deputy", deputy_for=world.member), Row(two, "deputy", deputy_for=world.member)
    )
    assert set(both.values()) == {"Member can have one deputy only."}
    assert len(both) == 2


def test_only_a_deputy_attends_for_somebody_and_only_who_was_there_leaves(world):
    item = make.agenda_item(world.meeting)
    assert refused(world, Row(world.liaison, "present", deputy_for=world.member)) == {
        f"{world.liaison.pk} deputy_for": "Only a deputy attends for somebody else."
    }
    assert refused(world, Row(world.member, "apologies", left_for=[item])) == {
        f"{world.member.pk} left_for": "Only somebody who was there can leave for an item."
    }
    elsewhere = make.agenda_item(make.meeting(world.board, by=world.secretariat))
    assert refused(world, Row(world.member, "present", left_for=[elsewhere])) == {
        f"{world.member.pk} left_for": "Only items of this meeting's agenda can be left."
    }


def test_an_item_the_keeper_is_not_cleared_for_stays_left(world):
    item = make.agenda_item(world.meeting, 2, marking="OFFICIAL-SENSITIVE")
    record(world, Row(world.chair, "present", left_for=[item]))
    world.colleague.clearance = "OFFICIAL"
    world.colleague.save()
    record(world, Row(world.chair, "present", declared_interest="A shareholder"), by=world.colleague)
    assert world.meeting.attendance.get().left_for.get() == item


@pytest.mark.parametrize("who", ["chair", "member", "dmpc_staff", "auditor", "administrator", "superuser"])
def test_who_does_not_keep_the_board_records_no_attendance(who, world, people):
    with pytest.raises(NotAllowed):
        record(world, Row(world.chair, "present"), by=people[who])
    assert not world.meeting.attendance.exists()


def test_attendance_waits_for_the_meeting_and_for_a_board_that_keeps_records(world):
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=9), by=world.secretariat)
    with pytest.raises(WrongState, match="has not begun"):
        record(world, Row(world.chair, "present"), meeting=coming)
    world.board.keeps_records = False
    world.board.save()
    with pytest.raises(RuleBroken, match="keeps no records"):
        record(world, Row(world.chair, "present"))


def test_agreed_minutes_leave_the_attendance_as_it_is(world):
    record(world, Row(world.chair, "present"))
    later = make.meeting(world.board, by=world.secretariat)
    Minutes.objects.create(meeting=world.meeting, status="agreed", agreed_at_meeting=later)
    with pytest.raises(WrongState, match=f"agreed at {later.reference}"):
        record(world, Row(world.chair, "absent"))
    assert recorded(world) == {"Chair": "present"}
