"""Reports, recommendations, meetings, boards, people and decisions in the admin: each change leaves its Event."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from boards.models import (
    AgendaItem,
    Board,
    Decision,
    Meeting,
    Membership,
    Minutes,
    Organisation,
    Person,
)
from boards.rules.roles import Seat
from oversight.models import Event
from oversight.roles import Role
from recommendations.models import Action, Recommendation, RecommendationLink, Report
from tests import make
from tests.admin.admin_pages import address, errors

TODAY = timezone.localdate()


def latest(record) -> Event:
    return Event.objects.about(record).first()


# --- Reports and recommendations -----------------------------------------------------------------


def new_report(world, **values):
    return {
        "title": "Operation Lynemouth",
        "reference": "operation-lynemouth",
        "publisher": world.report.publisher,
        "publisher_name": "HMICFRS",
        "kind": "investigation",
        "published_on": "2019-03-12",
        "statutory_basis": "s55",
        "boards": [world.board.pk],
        "marking": "OFFICIAL",
    } | values


def test_the_last_day_for_the_response_is_worked_out_when_a_report_is_entered(world, admin_pages):
    assert admin_pages.add(Report, **new_report(world, response_due_on="2019-12-31")).status_code == 302
    report = Report.objects.get(reference="operation-lynemouth")
    assert report.response_due_on == date(2019, 5, 6)
    assert list(report.boards.all()) == [world.board]
    event = latest(report)
    assert (event.step, event.by, event.channel) == ("record_report", world.secretariat, "admin")
    assert event.after["boards"] == ["child-protection-og"]
    assert (
        "Published 12 March 2019 (day 1); day 56 is 6 May 2019." in admin_pages.open(report).content.decode()
    )


@pytest.mark.parametrize(
    ("basis", "published_on", "given", "expected"),
    (
        ("s55", "2016-11-25", "2017-01-20", None),
        ("iopc_28b", "2016-11-25", "", date(2017, 1, 19)),
        ("notice", "2018-11-13", "2019-05-13", date(2019, 5, 13)),
        ("none", "2018-11-13", "", None),
    ),
)
def test_each_basis_has_its_own_clock(basis, published_on, given, expected, world, admin_pages):
    admin_pages.add(
        Report, **new_report(world, statutory_basis=basis, published_on=published_on, response_due_on=given)
    )
    assert Report.objects.get(reference="operation-lynemouth").response_due_on == expected


def test_the_basis_of_a_new_report_is_chosen_and_never_presumed(world, admin_pages):
    shown = admin_pages.client.get(address(Report, "add")).context["adminform"].form["statutory_basis"]
    assert (shown.value(), shown.field.choices[0]) == ("", ("", "Choose"))
    assert "since 2 May 2017 as a rule come under Police Act 1996 s.55" in shown.help_text
    response = admin_pages.add(Report, **new_report(world, kind="inspection", statutory_basis=""))
    assert errors(response)["statutory_basis"] == [
        "Choose the statutory basis, or “None” where no law sets a day."
    ]
    assert not Report.objects.filter(reference="operation-lynemouth").exists()
    kept = admin_pages.open(world.report).context["adminform"].form["statutory_basis"]
    assert kept.value() == world.report.statutory_basis


def test_the_day_follows_a_corrected_date_of_publication(world, admin_pages):
    admin_pages.add(Report, **new_report(world))
    report = Report.objects.get(reference="operation-lynemouth")
    admin_pages.change(report, published_on="2019-03-13")
    report.refresh_from_db()
    assert report.response_due_on == date(2019, 5, 7)
    event = latest(report)
    assert event.step == "amend_report"
    assert event.before == {"published_on": "2019-03-12", "response_due_on": "2019-05-06"}
    assert event.after == {"published_on": "2019-03-13", "response_due_on": "2019-05-07"}


def test_what_a_step_records_is_not_typed_in(world, admin_pages):
    """Neither on a new report nor on one there is: the response is recorded as published by its step alone."""
    assert admin_pages.add(Report, **new_report(world, comments_published_on="2019-03-01")).status_code == 302
    report = Report.objects.get(reference="operation-lynemouth")
    admin_pages.change(report, comments_published_on="2019-05-01", commissioner_comments="Yes.")
    report.refresh_from_db()
    assert (report.comments_published_on, report.commissioner_comments) == (None, "")


def test_recommendations_are_typed_in_with_their_report_in_one_sitting(world, admin_pages):
    rows = ("Keep a plan.", "within three months"), ("Train everybody.", "before any further trials")
    typed: dict[str, Any] = {"recommendations-TOTAL_FORMS": len(rows)}
    for number, (summary, deadline) in enumerate(rows):
        row = f"recommendations-{number}"
        typed |= {
            f"{row}-type": "recommendation",
            f"{row}-summary": summary,
            f"{row}-deadline_text": deadline,
            f"{row}-addressed_to": [world.mps.pk],
        }
    assert admin_pages.add(Report, **new_report(world), **typed).status_code == 302
    report = Report.objects.get(reference="operation-lynemouth")
    entered = report.recommendations.order_by("reference")
    assert [(one.reference, one.deadline_basis, one.deadline_on) for one in entered] == [
        ("OPERATION-LYNEMOUTH-01", "relative", date(2019, 6, 12)),
        ("OPERATION-LYNEMOUTH-02", "gate", None),
    ]
    assert all(list(one.addressed_to.all()) == [world.mps] for one in entered)


def test_a_row_that_is_refused_says_so_beside_itself_and_nothing_is_kept(world, admin_pages):
    typed = {
        "recommendations-TOTAL_FORMS": 1,
        "recommendations-0-type": "recommendation",
        "recommendations-0-summary": "Keep a plan.",
        "recommendations-0-deadline_text": "by 1 January 2019",
    }
    response = admin_pages.add(Report, **new_report(world), **typed)
    assert response.status_code == 422
    assert "The deadline lies before the day of publication." in response.content.decode()
    assert not Report.objects.filter(reference="operation-lynemouth").exists()


def test_a_board_out_of_sight_stays_on_the_report(world, admin_pages):
    world.report.boards.add(world.restricted)
    assert admin_pages.change(world.report, boards=[world.other_board.pk]).status_code == 302
    assert set(world.report.boards.all()) == {world.other_board, world.restricted}


def test_the_report_shows_how_many_of_its_recommendations_are_held(world, admin_pages):
    world.report.recommendation_count = 9
    world.report.save()
    assert "1 of 9 recorded" in admin_pages.list(Report).content.decode()
    assert "What CP16-01 asks." in admin_pages.open(world.report).content.decode()


def test_a_recommendation_is_entered_under_its_report(world, admin_pages):
    shown = admin_pages.client.get(f"{address(Recommendation, 'add')}?report={world.report.pk}")
    assert shown.context["adminform"].form["report"].value() == str(world.report.pk)
    response = admin_pages.add(
        Recommendation,
        reference="CP16-02",
        report=world.report,
        type="afi",
        summary="Improve supervision.",
        addressed_to=[world.mps.pk],
        lead_board=world.board,
    )
    assert response.status_code == 302
    made = Recommendation.objects.get(reference="CP16-02")
    assert (latest(made).step, latest(made).after["addressed_to"]) == ("record_recommendation", ["mps"])


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    (
        (
            {"deadline_basis": "immediate", "deadline_on": "2019-01-01"},
            "__all__",
            "No date follows from this kind of deadline: leave the date empty.",
        ),
        ({"parent": "elsewhere"}, "parent", "What it is a part of belongs to another report."),
    ),
)
def test_a_recommendation_that_breaks_a_rule_is_refused_in_words(given, field, sentence, world, admin_pages):
    if "parent" in given:
        given = {"parent": make.recommendation(make.report(), "ELSE-01")}
    response = admin_pages.change(world.recommendation, **given)
    assert sentence in "".join(errors(response)[field])
    world.recommendation.refresh_from_db()
    assert (world.recommendation.parent, world.recommendation.deadline_on) == (None, None)


def test_how_a_recommendation_ended_cannot_be_posted(world, admin_pages):
    admin_pages.change(world.recommendation, outcome="implemented", closed_on="2019-01-01", theme="Training")
    world.recommendation.refresh_from_db()
    assert world.recommendation.theme == "Training"
    assert (world.recommendation.outcome, world.recommendation.closed_on) == ("", None)


def test_links_are_rows_of_the_recommendation(world, admin_pages):
    other = make.recommendation(world.report, "CP16-02")
    response = admin_pages.change(
        world.recommendation,
        **{
            "links-TOTAL_FORMS": 1,
            "links-0-source": world.recommendation,
            "links-0-kind": "repeated_in",
            "links-0-target": other,
        },
    )
    assert response.status_code == 302
    assert RecommendationLink.objects.get().target == other
    assert latest(world.recommendation).step == "add_recommendation_link"
    after = Recommendation.objects.get(pk=world.recommendation.pk)
    assert (after.delivery, after.verification) == (
        world.recommendation.delivery,
        world.recommendation.verification,
    )


# --- Meetings and decisions ----------------------------------------------------------------------


def new_meeting(world, **values):
    return {
        "board": world.board,
        "starts_at": datetime(2027, 6, 24, 10, 0),  # noqa: DTZ001
        "status": "confirmed",
        "marking": "OFFICIAL",
    } | values


def test_a_meeting_is_arranged_with_its_agenda(world, admin_pages):
    response = admin_pages.add(
        Meeting,
        **new_meeting(world),
        **{
            "agenda_items-TOTAL_FORMS": 1,
            "agenda_items-0-title": "Budget",
            "agenda_items-0-kind": "discussion",
            "agenda_items-0-lead": world.chair,
            "agenda_items-0-marking": "OFFICIAL",
        },
    )
    assert response.status_code == 302
    meeting = Meeting.objects.get(starts_at__year=2027)
    assert meeting.reference == "CPPOG-2027-M01"
    assert timezone.localtime(meeting.starts_at).hour == 10
    assert latest(meeting).step == "arrange_meeting"
    first, item = meeting.agenda_items.order_by("number")
    assert (first.title, item.title, item.lead) == ("Minutes and actions", "Budget", world.chair)
    assert latest(item).after["title"] == "Budget"


def test_minutes_and_attendance_are_not_written_by_posting_rows(world, admin_pages):
    """They have pages of their own, and minutes are agreed by a step."""
    Minutes.objects.create(meeting=world.meeting, opening="Opened.")
    admin_pages.change(
        world.meeting,
        **{
            "minutes-TOTAL_FORMS": 1,
            "minutes-0-meeting": world.meeting,
            "minutes-0-opening": "Forged.",
            "minutes-0-status": "agreed",
            "minutes-0-agreed_at_meeting": world.meeting.pk,
            "attendance-TOTAL_FORMS": 1,
            "attendance-0-meeting": world.meeting,
            "attendance-0-person": world.chair,
            "attendance-0-kind": "present",
        },
    )
    minutes = Minutes.objects.get()
    assert (minutes.status, minutes.opening, minutes.agreed_at_meeting) == ("draft", "Opened.", None)
    assert not world.meeting.attendance.exists()


def test_rows_of_a_meeting_are_corrected_one_event_each(world, admin_pages):
    first, second = make.agenda_item(world.meeting), make.agenda_item(world.meeting)
    before = Event.objects.count()
    admin_pages.change(
        world.meeting, **{"agenda_items-1-title": "Budget", "agenda_items-2-kind": "information"}
    )
    first.refresh_from_db()
    assert first.title == "Budget"
    assert (latest(first).before, latest(first).after) == ({"title": "Item 2"}, {"title": "Budget"})
    assert latest(second).after == {"kind": "information"}
    assert Event.objects.count() == before + 2


@pytest.mark.parametrize(
    ("rows", "sentence", "status"),
    (
        ({"ends_at": datetime(2027, 6, 24, 9, 0)}, "A meeting cannot end before it starts.", 422),  # noqa: DTZ001
        ({"starts_at": None}, "This field is required", 200),
    ),
)
def test_a_meeting_that_cannot_be_is_refused_in_words(rows, sentence, status, world, admin_pages):
    if "starts_at" in rows:
        rows = {"starts_at_0": "", "starts_at_1": ""}
    counted = Meeting.objects.count()
    response = admin_pages.add(Meeting, **new_meeting(world) | rows)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert Meeting.objects.count() == counted


def test_actions_due_at_the_next_meeting_move_with_it(world, admin_pages):
    meeting = make.meeting(world.board, TODAY + timedelta(days=20), by=world.secretariat)
    action = make.action(
        world.board,
        by=world.secretariat,
        owner_organisation=world.mps,
        due_basis="next_meeting",
        due_meeting_of=world.board,
    )
    assert action.due_on == TODAY + timedelta(days=20)
    moved = timezone.localtime(meeting.starts_at) + timedelta(days=7)
    step = reverse("admin:boards_meeting_step", args=[meeting.pk, "move"])
    given = {"starts_at": f"{moved:%Y-%m-%d}T10:00", "reason": "The room was taken."}
    assert admin_pages.client.post(step, given).status_code == 302
    action = Action.objects.get(pk=action.pk)
    assert action.due_on == TODAY + timedelta(days=27)
    assert action.first_due_on == TODAY + timedelta(days=20)
    meeting.refresh_from_db()
    assert meeting.calendar_sequence == 1


def test_a_meeting_stays_its_boards(world, admin_pages):
    admin_pages.change(
        world.meeting, board=world.other_board, reference="AP-2026-M09", title="The summer meeting"
    )
    world.meeting.refresh_from_db()
    assert (world.meeting.board, world.meeting.title) == (world.board, "The summer meeting")
    assert world.meeting.reference.startswith("CPPOG-")


def test_a_decision_is_of_the_board_that_discussed_it(world, admin_pages):
    elsewhere = make.agenda_item(make.meeting(world.other_board, by=world.secretariat))
    given = {
        "reference": "PCD 500",
        "title": "Replacement of vehicles",
        "board": world.board,
        "decision_maker_text": "Deputy Mayor for Policing and Crime",
        "decided_on": "2019-02-01",
        "text": "Approved.",
        "marking": "OFFICIAL",
    }
    response = admin_pages.add(Decision, **given, agenda_item=elsewhere)
    assert response.status_code == 422
    assert "The agenda item belongs to a meeting of another board." in errors(response)["agenda_item"]
    assert admin_pages.add(Decision, **given).status_code == 302
    assert latest(Decision.objects.get()).step == "record_decision"


# --- Boards, organisations and seats -------------------------------------------------------------


def test_a_board_keeps_its_addresses_and_says_what_changed(world, admin_pages):
    admin_pages.change(world.board, cadence_text="Quarterly", slug="another", abbreviation="OTHER")
    world.board.refresh_from_db()
    assert (world.board.slug, world.board.abbreviation) == ("child-protection-og", "CPPOG")
    event = latest(world.board)
    assert (event.before, event.after) == ({"cadence_text": ""}, {"cadence_text": "Quarterly"})


def test_other_names_belong_to_the_boards_history(world, admin_pages):
    admin_pages.change(
        world.board,
        **{
            "other_names-TOTAL_FORMS": 1,
            "other_names-0-board": world.board,
            "other_names-0-name": "The oversight group",
        },
    )
    assert latest(world.board).step == "add_board_name"
    assert latest(world.board).after["name"] == "The oversight group"


def test_a_board_becomes_restricted_only_once_somebody_is_there_to_keep_it(world, admin_pages):
    response = admin_pages.change(world.other_board, is_restricted="on")
    assert response.status_code == 422
    assert "Give the board a secretary of its own first" in errors(response)["is_restricted"][0]
    make.seat(world.colleague, world.other_board, Seat.SECRETARY)
    assert admin_pages.change(world.other_board, is_restricted="on").status_code == 302
    assert Board.objects.get(pk=world.other_board.pk).is_restricted


@pytest.mark.parametrize("who", ("secretariat", "administrator"))
def test_seats_are_given_and_ended(who, world, admin_of):
    at = admin_of(who)
    given = {"person": world.stranger, "board": world.board, "seat": "adviser", "from_on": "2026-01-01"}
    assert at.add(Membership, **given).status_code == 302
    seat = Membership.objects.get(person=world.stranger)
    assert latest(seat).step == "seat_member"
    assert at.change(seat, until_on="2026-06-30", board=world.other_board).status_code == 302
    seat.refresh_from_db()
    assert (seat.until_on, seat.board) == (date(2026, 6, 30), world.board)
    refused = at.change(seat, until_on="2025-06-30")
    assert refused.status_code == 422
    assert "A membership cannot end before it begins." in errors(refused)["until_on"]


def test_an_administrator_gives_no_seat_on_a_restricted_board_even_as_its_member(world, admin_of):
    make.seat(world.administrator, world.restricted)
    given = {"person": world.stranger, "board": world.restricted, "seat": "member", "from_on": "2026-01-01"}
    response = admin_of("administrator").add(Membership, **given)
    assert response.status_code == 403
    assert "gives seats on this board" in errors(response)["__all__"][0]
    assert not Membership.objects.filter(person=world.stranger).exists()


def test_a_former_name_belongs_to_the_organisations_history(world, admin_pages):
    admin_pages.change(
        world.mps,
        **{
            "former_names-TOTAL_FORMS": 1,
            "former_names-0-organisation": world.mps,
            "former_names-0-name": "Metropolitan Police Force",
        },
    )
    assert latest(Organisation.objects.get(slug="mps")).step == "add_former_name"


# --- People --------------------------------------------------------------------------------------


def test_a_person_is_entered_without_a_password_and_without_a_role(world, admin_pages):
    response = admin_pages.add(
        Person, name="New Member", email="New.Member@example.org", role="administrator", password="chosen"
    )
    assert response.status_code == 302
    person = Person.objects.get(name="New Member")
    assert (person.email, person.role) == ("new.member@example.org", "")
    assert not person.has_usable_password()
    assert latest(person).step == "enter_person"
    assert "password" not in latest(person).after


def test_an_administrator_gives_roles_but_not_to_themselves(world, admin_of):
    at = admin_of("administrator")
    at.change(world.member, role="auditor")
    at.change(world.administrator, role="secretariat", post="Systems")
    world.member.refresh_from_db()
    world.administrator.refresh_from_db()
    assert world.member.role == Role.AUDITOR
    assert (world.administrator.role, world.administrator.post) == (Role.ADMINISTRATOR, "Systems")
    assert latest(world.member).after == {"role": "auditor"}


@pytest.mark.parametrize(
    ("whose", "changes"),
    (
        ("administrator", False),
        ("auditor", False),
        ("liaison", False),
        ("secretariat", False),
        ("member", True),
    ),
)
def test_the_secretariat_changes_the_log_in_only_of_those_without_a_role(
    whose, changes, world, people, admin_pages
):
    person = people[whose]
    was = person.email
    admin_pages.change(
        person, email="taken.over@example.org", role="administrator", is_superuser="on", post="Tried"
    )
    person.refresh_from_db()
    assert person.post == "Tried"
    assert person.email == ("taken.over@example.org" if changes else was)
    assert person.role != Role.ADMINISTRATOR or whose == "administrator"
    assert not person.is_superuser


def test_a_former_address_no_longer_opens_the_account(world, admin_of):
    EmailAddress.objects.create(user=world.member, email=world.member.email, primary=True, verified=True)
    admin_of("administrator").change(world.member, email="new.address@example.org")
    assert not EmailAddress.objects.filter(user=world.member).exists()


def test_withdrawn_access_ends_at_once(world, admin_of, client):
    client.force_login(world.member)
    admin_of("administrator").change(world.member, is_active=None)
    assert client.get(reverse("home")).status_code == 302


def test_a_link_to_choose_a_password_goes_to_the_persons_own_address(world, admin_of):
    page = admin_of("administrator").open(world.member).content.decode()
    link = reverse("admin:boards_person_password_link", args=[world.member.pk])
    assert link in page
    response = admin_of("administrator").client.post(link)
    assert response.status_code == 302
    assert [message.to for message in mail.outbox] == [[world.member.email]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body
    assert latest(world.member).step == "send_password_link"


@pytest.mark.parametrize(("who", "whose"), (("secretariat", "administrator"), ("auditor", "member")))
def test_no_link_is_sent_for_somebody_above_ones_reach(who, whose, world, people, admin_of):
    link = reverse("admin:boards_person_password_link", args=[people[whose].pk])
    assert link not in admin_of(who).open(people[whose]).content.decode()
    admin_of(who).client.post(link)
    assert not mail.outbox


def test_two_people_cannot_share_an_address(world, admin_pages):
    response = admin_pages.add(Person, name="Second", email=world.member.email.upper())
    assert "Somebody already has this e-mail address." in str(errors(response))


def test_an_item_is_found_again_under_its_meeting(world, admin_pages):
    make.agenda_item(world.meeting, title="Matters arising")
    found = admin_pages.client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "recommendations",
            "model_name": "action",
            "field_name": "agenda_item",
            "term": "arising",
        },
    ).json()["results"]
    assert [one["text"] for one in found] == [f"{world.meeting.reference}, item 2: Matters arising"]
    assert AgendaItem.objects.count() > 1


# --- Events --------------------------------------------------------------------------------------


def listed(response) -> set[tuple[str, int]]:
    return {(event.subject_type.model, event.subject_id) for event in response.context["cl"].result_list}


def test_events_are_found_by_the_reference_or_name_of_their_record(world, admin_pages):
    admin_pages.change(world.board, note="Looked at.")
    assert listed(admin_pages.list(Event, q=world.action.reference.lower())) == {("action", world.action.pk)}
    assert ("board", world.board.pk) in listed(admin_pages.list(Event, q="Child Protection Policing"))
    assert listed(admin_pages.list(Event, q="CPPOG-nowhere")) == set()


def test_events_of_hidden_records_are_found_by_those_who_see_them_alone(world, admin_pages, admin_of):
    reference = world.restricted_action.reference
    assert listed(admin_pages.list(Event, q=reference)) == set()
    make.seat(world.colleague, world.restricted)
    assert listed(admin_of("colleague").list(Event, q=reference)) == {("action", world.restricted_action.pk)}


def test_events_tell_steps_times_and_choices_in_words(world, admin_pages):
    admin_pages.add(Report, **new_report(world, statutory_basis="none"))
    report = Report.objects.get(reference="operation-lynemouth")
    admin_pages.change(report, statutory_basis="s55")
    Event.objects.create(
        subject=report, step="agree_closure", channel="page", at=datetime(2026, 1, 5, 16, 4, tzinfo=UTC)
    )
    text = admin_pages.list(Event).content.decode()
    for shown in (
        "Report recorded",
        "Report corrected",
        "Closure agreed",
        "Action set",
        "5 January 2026, 16:04",
    ):
        assert shown in text
    assert "agree_closure</a>" not in text
    amended = Event.objects.get(step="amend_report")
    assert "Statutory basis: None → Police Act 1996 s.55" in admin_pages.open(amended).content.decode()
    _, versions = admin_pages.open(report, "history").content.decode().split("Versions of the text")
    assert "Police Act 1996 s.55" in versions
    assert "s55" not in versions
