"""Minutes and attendance in the admin: one page each, refused when two write the same, actions set where they arise."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from boards.models import Meeting, Minutes
from boards.operations import agree_minutes, save_minutes
from boards.operations.minutes import NewOutcome
from oversight.errors import WrongState
from recommendations.models import Action
from tests import make
from tests.admin.admin_pages import AdminPages

pytestmark = pytest.mark.doors

READ_ONLY = ("auditor", "administrator", "superuser")
NO_ADMIN = ("dmpc_staff", "liaison", "chair", "member", "stranger")


@pytest.fixture
def item(world):
    return make.agenda_item(world.meeting, 2, title="First response")


def minutes_page(meeting) -> str:
    return reverse("admin:boards_meeting_minutes", args=[meeting.pk])


def attendance_page(meeting) -> str:
    return reverse("admin:boards_meeting_attendance", args=[meeting.pk])


def filled_in(response) -> dict[str, Any]:
    """What a browser sends of the page's sheet without anybody having typed."""
    sheet = response.context["whole_form"]
    data: dict[str, Any] = {}
    for form in getattr(sheet, "texts", None) or sheet.forms:
        for field in form:
            value = field.value()
            if isinstance(value, bool):
                data.update({field.html_name: "on"} if value else {})
            elif value is not None:
                data[field.html_name] = value
    return data


class Page:
    """The sheet as somebody has it open, until they send it."""

    def __init__(self, person, address: str):
        self.client, self.address = AdminPages(person).client, address
        self.data = filled_in(self.client.get(address))

    def send(self, **given):
        self.data.update({name.replace("__", "-"): value for name, value in given.items()})
        response = self.client.post(self.address, self.data)
        if response.status_code != 302:
            self.data = filled_in(response)
        return response


def open_minutes(world, who=None) -> Page:
    return Page(who or world.secretariat, minutes_page(world.meeting))


# --- Minutes -------------------------------------------------------------------------------------


def test_everything_typed_on_the_page_is_saved_at_once(world, item):
    response = open_minutes(world).send(
        **{
            "opening-text": "The chair opened the meeting.",
            f"item-{item.pk}-text": "It was discussed.",
            f"item-{item.pk}-taken": "on",
            f"item-{item.pk}-new_kind": "decision_advice",
            f"item-{item.pk}-new_text": "To advise the Deputy Mayor to approve it.",
        }
    )
    assert (response.status_code, response.url) == (302, minutes_page(world.meeting))
    item.refresh_from_db()
    assert (item.minute, item.status) == ("It was discussed.", "taken")
    assert world.meeting.minutes.opening == "The chair opened the meeting."
    outcome = item.outcomes.get()
    assert (outcome.kind, outcome.text) == ("decision_advice", "To advise the Deputy Mayor to approve it.")
    again = open_minutes(world)
    assert again.data[f"outcome-{outcome.pk}-text"] == outcome.text
    again.send(**{f"outcome-{outcome.pk}-text": "To advise against it."})
    outcome.refresh_from_db()
    assert outcome.text == "To advise against it."


def test_the_second_of_two_is_told_shown_both_texts_and_loses_nothing(world, item):
    box = f"item-{item.pk}-text"
    first, second = open_minutes(world, world.colleague), open_minutes(world)
    assert first.send(**{box: "Their words."}).status_code == 302
    response = second.send(**{box: "My <words>.", "opening-text": "Opened at ten."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else changed what you were writing." in page
    for shown in ("Their words.", "My &lt;words&gt;.", "Opened at ten."):
        assert shown in page
    item.refresh_from_db()
    assert (item.minute, Minutes.objects.get().opening) == ("Their words.", "")
    # Sent again without saying which stands, it is told again.
    assert second.send().status_code == 409
    assert second.send(**{f"item-{item.pk}-stands": "mine"}).status_code == 302
    item.refresh_from_db()
    assert (item.minute, Minutes.objects.get().opening) == ("My <words>.", "Opened at ten.")


def test_theirs_can_stand_while_the_rest_of_mine_is_saved(world, item):
    box = f"item-{item.pk}-text"
    first, second = open_minutes(world, world.colleague), open_minutes(world)
    first.send(**{box: "Their words."})
    second.send(**{box: "My words.", "opening-text": "Opened at ten."})
    assert second.send(**{f"item-{item.pk}-stands": "saved"}).status_code == 302
    item.refresh_from_db()
    assert (item.minute, Minutes.objects.get().opening) == ("Their words.", "Opened at ten.")


def test_a_third_text_saved_while_one_decides_is_said_again(world, item):
    box = f"item-{item.pk}-text"
    first, second, third = open_minutes(world, world.colleague), open_minutes(world), None
    first.send(**{box: "Their words."})
    second.send(**{box: "My words."})
    third = open_minutes(world, world.colleague)
    third.send(**{box: "Their better words."})
    response = second.send(**{f"item-{item.pk}-stands": "mine"})
    assert response.status_code == 409
    assert "Their better words." in response.content.decode()
    item.refresh_from_db()
    assert item.minute == "Their better words."
    assert f"item-{item.pk}-stands" not in second.data, "said of another text"


def test_a_box_left_alone_shows_what_was_saved_there_meanwhile(world, item):
    other = make.agenda_item(world.meeting, 3)
    first, second = open_minutes(world, world.colleague), open_minutes(world)
    first.send(**{f"item-{item.pk}-text": "Their words.", f"item-{other.pk}-text": "Theirs too."})
    second.send(**{f"item-{item.pk}-text": "My words."})
    assert second.data[f"item-{other.pk}-text"] == "Theirs too."
    assert second.send(**{f"item-{item.pk}-stands": "mine"}).status_code == 302
    other.refresh_from_db()
    assert other.minute == "Theirs too."


def test_two_who_correct_one_outcome_collide_too(world, item):
    save_minutes(
        world.meeting, by=world.secretariat, texts={}, new_outcomes=[NewOutcome(item.pk, "note", "N.")]
    )
    key = f"outcome-{item.outcomes.get().pk}"
    first, second = open_minutes(world, world.colleague), open_minutes(world)
    first.send(**{f"{key}-text": "Their note."})
    response = second.send(**{f"{key}-kind": "decision_advice", f"{key}-text": "My advice."})
    assert response.status_code == 409
    assert "Note: Their note." in response.content.decode()
    assert item.outcomes.get().text == "Their note."


def test_an_emptied_outcome_is_refused_beside_its_box(world, item):
    save_minutes(
        world.meeting, by=world.secretariat, texts={}, new_outcomes=[NewOutcome(item.pk, "note", "N.")]
    )
    key = f"outcome-{item.outcomes.get().pk}"
    response = open_minutes(world).send(**{f"{key}-text": "", "opening-text": "Opened."})
    assert response.status_code == 422
    form = next(one for one in response.context["whole_form"].outcomes if one.key == key)
    assert form.errors == {"text": ["An outcome once recorded is corrected, not removed."]}
    assert not Minutes.objects.filter(opening="Opened.").exists()


def test_a_text_that_is_too_long_is_refused_and_stays_in_its_box(world, item):
    box = f"item-{item.pk}-text"
    response = open_minutes(world).send(**{box: "x" * 50_001})
    assert response.status_code == 422
    assert response.context["whole_form"].items[-1]["text"].value() == "x" * 50_001
    item.refresh_from_db()
    assert item.minute == ""


def test_the_minutes_of_a_meeting_to_come_are_refused_in_words(world):
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=9), by=world.secretariat)
    for address in (minutes_page(coming), attendance_page(coming)):
        response = AdminPages(world.secretariat).client.get(address)
        assert response.status_code == 409
        assert "has not begun" in response.content.decode()


def test_agreed_minutes_open_no_form_and_the_step_says_where_they_were_agreed(world, item):
    day = timezone.localdate() - timedelta(days=30)
    held = make.meeting(world.board, day, by=world.secretariat, status="held")
    minuted = make.agenda_item(held, 2)
    save_minutes(
        held, by=world.secretariat, texts={}, new_outcomes=[NewOutcome(minuted.pk, "note", "Noted.")]
    )
    admin_pages = AdminPages(world.secretariat)
    step = reverse("admin:boards_meeting_step", args=[held.pk, "agree-minutes"])
    offered = admin_pages.open(held).content.decode()
    assert step in offered
    assert minutes_page(held) in offered
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=9), by=world.secretariat)
    choices = admin_pages.client.get(step).context["form"].fields["agreed_at"].choices
    assert [value for value, _ in choices] == ["", world.meeting.reference]
    earlier = make.meeting(world.board, day - timedelta(days=9), by=world.secretariat, status="held")
    elsewhere = make.meeting(world.other_board, by=world.secretariat)
    for refused, sentence in (
        (coming, "That meeting has not been held yet."),
        (held, "A meeting cannot agree its own minutes: name a later one."),
        (earlier, "That meeting was earlier: name a later one."),
        (elsewhere, "That meeting is of another board: minutes are agreed by the board they are of."),
    ):
        response = admin_pages.client.post(step, {"agreed_at": refused.reference, "corrections": "Typed."})
        assert response.status_code == 422
        assert response.context["form"].errors == {"agreed_at": [sentence]}
        assert "Typed." in response.content.decode()
    hidden = admin_pages.client.post(
        step, {"agreed_at": world.restricted_meeting.reference, "corrections": ""}
    )
    assert "Select a valid choice" in hidden.context["form"].errors["agreed_at"][0]
    assert Minutes.objects.get(meeting=held).status == "draft"
    done = admin_pages.client.post(
        step, {"agreed_at": world.meeting.reference, "corrections": "Item 2: a date."}
    )
    assert done.status_code == 302
    assert held.minutes.corrections == "Item 2: a date."
    for address in (minutes_page(held), attendance_page(held)):
        response = admin_pages.client.get(address)
        assert response.status_code == 409
        assert f"agreed at {world.meeting.reference}" in response.content.decode()
    shown = admin_pages.open(held).content.decode()
    assert minutes_page(held) not in shown
    assert step not in shown
    assert (
        admin_pages.client.post(
            step, {"agreed_at": world.meeting.reference, "corrections": "More."}
        ).status_code
        == 409
    )


def test_the_admin_of_a_later_meeting_leads_to_agreeing_the_minutes_that_wait_for_it(world, item):
    day = timezone.localdate() - timedelta(days=30)
    held = make.meeting(world.board, day, by=world.secretariat, status="held")
    Minutes.objects.create(meeting=held, opening="Opened.")
    coming = make.meeting(world.board, timezone.localdate() + timedelta(days=9), by=world.secretariat)
    admin_pages = AdminPages(world.secretariat)
    step = reverse("admin:boards_meeting_step", args=[held.pk, "agree-minutes"])
    words = f"Agree the minutes of {day:%-d %B %Y}"
    for meeting, is_offered in ((world.meeting, True), (held, False), (coming, False)):
        assert (words in admin_pages.open(meeting).content.decode()) == is_offered
    assert words not in AdminPages(world.auditor).open(world.meeting).content.decode()
    link = f"{step}?agreed_at={world.meeting.reference}"
    assert link in admin_pages.open(world.meeting).content.decode()
    assert (
        f'<option value="{world.meeting.reference}" selected>'
        in admin_pages.client.get(link).content.decode()
    )
    agree_minutes(held, by=world.secretariat, agreed_at=world.meeting)
    assert words not in admin_pages.open(world.meeting).content.decode()


def test_where_no_later_meeting_has_begun_the_step_says_so(world):
    Minutes.objects.create(meeting=world.meeting, opening="Opened.")
    Meeting.objects.filter(pk=world.meeting.pk).update(status="held")
    step = reverse("admin:boards_meeting_step", args=[world.meeting.pk, "agree-minutes"])
    shown = AdminPages(world.secretariat).client.get(step).content.decode()
    assert "No later meeting of this board has begun" in shown


@pytest.mark.parametrize("who", READ_ONLY)
def test_who_only_reads_is_told_and_offered_nothing(who, world, people, item):
    admin_pages = AdminPages(people[who])
    for address in (minutes_page(world.meeting), attendance_page(world.meeting)):
        assert admin_pages.client.get(address).status_code == 403
        assert admin_pages.client.post(address, {"opening-text": "Forged."}).status_code == 403
        assert address not in admin_pages.open(world.meeting).content.decode()
    assert not Minutes.objects.exists()


@pytest.mark.parametrize("who", NO_ADMIN)
def test_who_may_not_open_the_admin_takes_no_minutes_there(who, world, people, item):
    admin_pages = AdminPages(people[who])
    for address in (minutes_page(world.meeting), attendance_page(world.meeting)):
        assert admin_pages.client.post(address, {"opening-text": "Forged."}, follow=True).status_code == 403
    assert not Minutes.objects.exists()


def test_a_restricted_meeting_is_not_found_by_the_secretariat(world):
    make.agenda_item(world.restricted_meeting)
    admin_pages = AdminPages(world.secretariat)
    for address in (minutes_page(world.restricted_meeting), attendance_page(world.restricted_meeting)):
        assert admin_pages.client.get(address).status_code == 404


def test_an_item_above_ones_clearance_is_neither_shown_nor_lost(world, item):
    item.marking, item.title, item.minute = "OFFICIAL-SENSITIVE", "Undercover", "Secretive."
    item.save()
    world.colleague.clearance = "OFFICIAL"
    world.colleague.save()
    page = open_minutes(world, world.colleague)
    assert f"item-{item.pk}-text" not in page.data
    assert "Undercover" not in page.client.get(page.address).content.decode()
    page.send(**{"opening-text": "Opened."})
    item.refresh_from_db()
    assert item.minute == "Secretive."
    action = reverse("admin:boards_meeting_set_action", args=[world.meeting.pk, item.pk])
    assert page.client.get(action).status_code == 404


# --- Actions born in the minutes -----------------------------------------------------------------


def test_an_action_set_under_an_item_is_born_with_meeting_item_and_number(world, item):
    page = open_minutes(world)
    response = page.send(**{f"item-{item.pk}-text": "It was discussed.", "then": f"action-{item.pk}"})
    address = reverse("admin:boards_meeting_set_action", args=[world.meeting.pk, item.pk])
    assert (response.status_code, response.url) == (302, address)
    item.refresh_from_db()
    assert item.minute == "It was discussed.", "what was typed is saved first"
    assert page.client.get(address).status_code == 200
    given = {
        "title": "Write to the inspectorate",
        "complete_when": "The letter is sent.",
        "recommendations": [world.recommendation.pk],
        "owner_organisation": world.mps.pk,
        "owner": world.owner.pk,
        "due_basis": "next_meeting",
        "due_meeting_of": world.board.pk,
        "marking": "OFFICIAL",
        "agenda_item": "999",
        "board": world.other_board.pk,
    }
    response = page.client.post(address, given)
    assert response.status_code == 302
    action = Action.objects.get(title="Write to the inspectorate")
    today = timezone.localdate()
    assert (action.board, action.agenda_item, action.number_in_meeting) == (world.board, item, 1)
    assert (action.set_on, action.set_by) == (today, world.secretariat)
    assert action.due_meeting_of == world.board
    assert list(action.recommendations.all()) == [world.recommendation]
    assert action.origin == f"Action 1 of {today:%-d %B %Y}"
    for shown in (
        page.client.get(page.address),
        page.client.get(reverse("action", args=[action.reference])),
        page.client.get(reverse("meeting", args=[world.meeting.reference])),
        page.client.get(reverse("admin:recommendations_action_change", args=[action.pk])),
    ):
        assert action.origin in shown.content.decode()


def test_who_chooses_a_day_need_not_take_the_meeting_away_that_was_filled_in(world, item):
    address = reverse("admin:boards_meeting_set_action", args=[world.meeting.pk, item.pk])
    day = timezone.localdate() + timedelta(days=40)
    given = {
        "title": "Write",
        "complete_when": "Sent.",
        "owner_organisation": world.mps.pk,
        "due_basis": "day",
        "due_on": day.isoformat(),
        "marking": "OFFICIAL",
    }
    admin_pages = AdminPages(world.secretariat).client
    assert admin_pages.post(address, given | {"due_meeting_of": world.other_board.pk}).status_code == 422
    assert admin_pages.post(address, given | {"due_meeting_of": world.board.pk}).status_code == 302
    action = Action.objects.get(title="Write")
    assert (action.due_on, action.due_meeting_of) == (day, None)


def test_a_refusal_of_an_action_stands_beside_its_field(world, item):
    address = reverse("admin:boards_meeting_set_action", args=[world.meeting.pk, item.pk])
    response = AdminPages(world.secretariat).client.post(
        address,
        {
            "title": "Write",
            "complete_when": "Sent.",
            "owner_organisation": world.council.pk,
            "owner": world.owner.pk,
            "due_basis": "none",
            "marking": "OFFICIAL",
        },
    )
    assert response.status_code == 422
    assert response.context["adminform"].form.errors == {
        "owner": ["The owner does not belong to the organisation that owns the action."]
    }
    assert not Action.objects.filter(title="Write").exists()


def test_no_action_is_added_to_agreed_minutes_or_by_who_does_not_keep_them(world, item):
    address = reverse("admin:boards_meeting_set_action", args=[world.meeting.pk, item.pk])
    assert AdminPages(world.auditor).client.get(address).status_code == 403
    assert AdminPages(world.member).client.get(address, follow=True).status_code == 403
    day = timezone.localdate() - timedelta(days=30)
    held = make.meeting(world.board, day, by=world.secretariat, status="held")
    minuted = make.agenda_item(held, 2)
    save_minutes(
        held, by=world.secretariat, texts={}, new_outcomes=[NewOutcome(minuted.pk, "note", "Noted.")]
    )
    agree_minutes(held, by=world.secretariat, agreed_at=world.meeting)
    address = reverse("admin:boards_meeting_set_action", args=[held.pk, minuted.pk])
    assert AdminPages(world.secretariat).client.get(address).status_code == 409
    with pytest.raises(WrongState, match="no longer changes"):
        make.action(
            world.board,
            by=world.secretariat,
            owner_organisation=world.mps,
            agenda_item=minuted,
            title="Set behind the minutes",
        )
    assert not Action.objects.filter(title="Set behind the minutes").exists()


# --- Attendance ----------------------------------------------------------------------------------


def test_every_member_with_a_seat_on_the_day_has_a_row(world):
    page = Page(world.secretariat, attendance_page(world.meeting))
    response = page.client.get(page.address)
    assert [row.person for row in response.context["whole_form"].rows] == [world.chair, world.member]
    assert page.send().status_code == 302
    assert not world.meeting.attendance.exists(), "a row left alone records nothing"


def test_who_came_is_recorded_on_the_page_with_the_quorum(world, item):
    world.board.quorum = 2
    world.board.save()
    deputy = make.person("Deputy of the member")
    page = Page(world.secretariat, attendance_page(world.meeting))
    response = page.send(
        **{
            f"person-{world.chair.pk}-kind": "present",
            f"person-{world.chair.pk}-left_for": [item.pk],
            f"person-{world.member.pk}-kind": "apologies",
            "new-0-person": deputy.pk,
            "new-0-kind": "deputy",
            "new-0-deputy_for": world.member.pk,
        }
    )
    assert response.status_code == 302
    assert set(world.meeting.attendance.values_list("person__name", "kind")) == {
        ("Chair", "present"),
        ("Member", "apologies"),
        ("Deputy of the member", "deputy"),
    }
    assert "Quorate: 2 members there, 2 needed." in page.client.get(page.address).content.decode()


def test_a_problem_stands_beside_its_field_and_what_was_typed_stays(world):
    deputy = make.person("Deputy of a stranger")
    page = Page(world.secretariat, attendance_page(world.meeting))
    response = page.send(
        **{
            f"person-{world.chair.pk}-kind": "deputy",
            f"person-{world.chair.pk}-deputy_for": world.member.pk,
            "new-1-person": deputy.pk,
            "new-1-kind": "deputy",
        }
    )
    assert response.status_code == 422
    sheet = response.context["whole_form"]
    assert sheet.rows[0].errors == {
        "deputy_for": ["Chair sits on this board: record them as present, since a member counts once."]
    }
    assert sheet.new[1].errors == {"deputy_for": ["A deputy attends for somebody: say for whom."]}
    assert str(page.data["new-1-person"]) == str(deputy.pk)
    assert not world.meeting.attendance.exists()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"new-0-kind": "present"}, "person", "Say who it was."),
        ({"new-0-person": "chair", "new-0-kind": "present"}, "person", "They are in the list above already."),
        ({"new-0-person": "liaison"}, "kind", "Say whether they came."),
    ],
)
def test_a_row_half_filled_in_is_refused_in_words(world, people, given, field, sentence):
    given = {name: people[value].pk if value in people else value for name, value in given.items()}
    response = Page(world.secretariat, attendance_page(world.meeting)).send(**given)
    assert response.status_code == 422
    assert response.context["whole_form"].new[0].errors[field] == [sentence]
    assert not world.meeting.attendance.exists()


def test_somebody_named_twice_and_somebody_taken_out_again_are_refused(world):
    page = Page(world.secretariat, attendance_page(world.meeting))
    twice = {
        f"new-{row}-{name}": value
        for row in (0, 1)
        for name, value in (("person", world.liaison.pk), ("kind", "present"))
    }
    response = page.send(**twice)
    assert response.context["whole_form"].new[1].errors["person"] == ["They are in the list above already."]
    page = Page(world.secretariat, attendance_page(world.meeting))
    page.send(**{f"person-{world.chair.pk}-kind": "present"})
    response = Page(world.secretariat, page.address).send(**{f"person-{world.chair.pk}-kind": ""})
    assert response.context["whole_form"].rows[0].errors["kind"] == [
        "Attendance once recorded is corrected, not removed."
    ]
    assert world.meeting.attendance.get().kind == "present"


def test_a_sheet_opened_earlier_does_not_undo_what_somebody_else_recorded(world):
    early = Page(world.secretariat, attendance_page(world.meeting))
    Page(world.colleague, early.address).send(**{f"person-{world.chair.pk}-kind": "present"})
    early.send(**{f"person-{world.member.pk}-kind": "apologies"})
    assert set(world.meeting.attendance.values_list("person__name", "kind")) == {
        ("Chair", "present"),
        ("Member", "apologies"),
    }


def test_a_row_two_changed_is_told_and_saved_when_sent_again(world):
    early = Page(world.secretariat, attendance_page(world.meeting))
    kind = f"person-{world.chair.pk}-kind"
    Page(world.colleague, early.address).send(**{kind: "present"})
    response = early.send(**{kind: "apologies"})
    assert response.status_code == 422
    assert "Somebody else recorded “Chair: present” meanwhile" in response.content.decode()
    assert world.meeting.attendance.get().kind == "present"
    assert early.send().status_code == 302
    assert world.meeting.attendance.get().kind == "apologies"


def test_neither_page_asks_more_questions_for_more_people_and_items(world, django_assert_max_num_queries):
    def fill(number: int) -> None:
        for _ in range(number):
            person = make.person(f"Another {world.meeting.agenda_items.count()}")
            make.seat(person, world.board)
            made = make.agenda_item(world.meeting, world.meeting.agenda_items.count() + 2, lead=person)
            save_minutes(
                world.meeting,
                by=world.secretariat,
                texts={},
                new_outcomes=[NewOutcome(made.pk, "note", "N.")],
            )
            make.action(world.board, by=world.secretariat, owner_organisation=world.mps, agenda_item=made)

    client = AdminPages(world.secretariat).client
    for address in (minutes_page(world.meeting), attendance_page(world.meeting)):
        fill(1)
        client.get(address)
        with django_assert_max_num_queries(40) as few:
            client.get(address)
        asked = len(few)
        fill(5)
        with django_assert_max_num_queries(asked):
            client.get(address)
