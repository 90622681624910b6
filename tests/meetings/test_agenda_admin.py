"""The agenda in the admin of its meeting: rows written through the operations, refusals beside their row."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from boards.models import AgendaItem, Meeting, Minutes, Paper
from boards.operations import add_item, carry_over_item, withdraw_item
from oversight.models import Event
from tests import make
from tests.admin.admin_pages import AdminPages, address

pytestmark = pytest.mark.doors

TODAY = timezone.localdate()


@pytest.fixture
def admin_pages(world):
    return AdminPages(world.secretariat)


@pytest.fixture
def meeting(world):
    """In three weeks, from ten to noon, with three items after item 1."""
    at = timezone.make_aware(datetime.combine(TODAY + timedelta(days=21), time(10)))
    meeting = make.meeting(world.board, by=world.secretariat, starts_at=at, ends_at=at + timedelta(hours=2))
    for title in ("Budget", "Estates", "Custody"):
        add_item(AgendaItem(meeting=meeting, title=title, minutes_allotted=30), by=world.secretariat)
    return meeting


@pytest.fixture
def later(world):
    return make.meeting(world.board, TODAY + timedelta(days=90), by=world.secretariat)


def item(meeting, title):
    return meeting.agenda_items.get(title=title)


def agenda(meeting):
    return list(meeting.agenda_items.order_by("number").values_list("title", flat=True))


def row(number, name):
    """The name of a field in the row of the item that stands at this number."""
    return f"agenda_items-{number - 1}-{name}"


def row_errors(response, number):
    for inline in response.context["inline_admin_formsets"]:
        if inline.formset.prefix == "agenda_items":
            return dict(inline.formset.forms[number - 1].errors)
    raise AssertionError("no agenda")


def step_address(item, slug):
    return f"/admin/boards/agendaitem/{item.pk}/steps/{slug}/"


# --- Rows ------------------------------------------------------------------------------------------


def test_a_row_is_put_on_last_where_it_names_no_number(world, admin_pages, meeting):
    response = admin_pages.change(
        meeting,
        **{
            "agenda_items-TOTAL_FORMS": 5,
            "agenda_items-4-title": "Any other business",
            "agenda_items-4-kind": "discussion",
            "agenda_items-4-marking": "OFFICIAL",
            "agenda_items-4-number": "",
        },
    )
    assert response.status_code == 302
    assert agenda(meeting) == ["Minutes and actions", "Budget", "Estates", "Custody", "Any other business"]
    assert Event.objects.about(item(meeting, "Any other business")).get().step == "add_item"


def test_a_row_is_put_on_at_the_number_it_names(admin_pages, meeting):
    admin_pages.change(
        meeting,
        **{
            "agenda_items-TOTAL_FORMS": 5,
            "agenda_items-4-title": "Urgent",
            "agenda_items-4-kind": "discussion",
            "agenda_items-4-marking": "OFFICIAL",
            "agenda_items-4-number": 2,
        },
    )
    assert agenda(meeting) == ["Minutes and actions", "Urgent", "Budget", "Estates", "Custody"]


def test_typing_one_number_moves_an_item_with_its_papers(admin_pages, meeting):
    custody = item(meeting, "Custody")
    paper = Paper.objects.create(meeting=meeting, agenda_item=custody, title="Custody visits")
    assert admin_pages.change(meeting, **{row(4, "number"): 2}).status_code == 302
    assert agenda(meeting) == ["Minutes and actions", "Custody", "Budget", "Estates"]
    paper.refresh_from_db()
    assert (paper.agenda_item, paper.agenda_item.number) == (custody, 2)
    assert Event.objects.about(meeting).first().step == "renumber_agenda"


def test_the_whole_order_is_saved_at_once_as_dragging_writes_it(admin_pages, meeting):
    admin_pages.change(meeting, **{row(2, "number"): 4, row(3, "number"): 2, row(4, "number"): 3})
    assert agenda(meeting) == ["Minutes and actions", "Estates", "Custody", "Budget"]


def test_what_an_item_concerns_is_chosen_in_its_row(world, admin_pages, meeting):
    response = admin_pages.change(
        meeting,
        **{
            row(2, "recommendations"): [world.recommendation.pk],
            row(2, "actions_concerned"): [world.action.pk],
            row(2, "lead"): world.chair,
        },
    )
    assert response.status_code == 302
    budget = item(meeting, "Budget")
    assert budget.lead == world.chair
    assert (budget.recommendations.get(), budget.actions_concerned.get()) == (
        world.recommendation,
        world.action,
    )
    assert Event.objects.about(budget).first().after["recommendations"] == ["CP16-01"]
    # Shown chosen, saved again without a change, and taken away.
    events = Event.objects.count()
    admin_pages.change(meeting)
    assert Event.objects.count() == events
    admin_pages.change(meeting, **{row(2, "recommendations"): []})
    assert not budget.recommendations.exists()
    assert budget.actions_concerned.exists()


def test_what_the_secretariat_does_not_see_is_neither_offered_nor_lost(world, admin_pages, meeting):
    budget = item(meeting, "Budget")
    budget.actions_concerned.add(world.restricted_action)
    shown = admin_pages.open(meeting).content.decode()
    assert world.restricted_action.reference not in shown
    admin_pages.change(meeting, **{row(2, "actions_concerned"): [world.action.pk]})
    assert set(budget.actions_concerned.all()) == {world.action, world.restricted_action}
    refused = admin_pages.change(meeting, **{row(3, "actions_concerned"): [world.restricted_action.pk]})
    assert "actions_concerned" in row_errors(refused, 3)


def test_the_minute_is_not_written_in_the_row(admin_pages, meeting):
    admin_pages.change(meeting, **{row(2, "minute"): "Forged.", row(2, "status"): "taken"})
    budget = item(meeting, "Budget")
    assert (budget.minute, budget.status) == ("", "planned")


def test_a_meeting_is_arranged_together_with_its_first_items(world, admin_pages):
    response = admin_pages.add(
        Meeting,
        board=world.board,
        starts_at=timezone.make_aware(datetime(2027, 6, 24, 10)),  # noqa: DTZ001
        status="confirmed",
        marking="OFFICIAL",
        **{
            "agenda_items-TOTAL_FORMS": 1,
            "agenda_items-0-title": "Budget",
            "agenda_items-0-kind": "discussion",
            "agenda_items-0-marking": "OFFICIAL",
        },
    )
    assert response.status_code == 302
    assert agenda(Meeting.objects.get(starts_at__year=2027)) == ["Minutes and actions", "Budget"]


# --- Refusals, beside their row --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "number", "field", "sentence"),
    (
        ({row(2, "number"): 1}, 2, "number", "Item 1 is “Minutes and actions” on every agenda."),
        ({row(2, "number"): 4, row(3, "number"): 4}, 3, "number", "Two items are given the number 4."),
        ({row(3, "minutes_allotted"): 0}, 3, "minutes_allotted", "at least one minute"),
        ({row(3, "lead"): "stranger"}, 3, "lead", "needs a seat on the board"),
    ),
)
def test_a_refusal_stands_beside_its_row_and_nothing_is_saved(
    given, number, field, sentence, world, people, admin_pages, meeting
):
    before = list(AgendaItem.objects.order_by("pk").values())
    given = {name: people.get(value, value) for name, value in given.items()}
    response = admin_pages.change(meeting, **{row(4, "title"): "Other words"} | given)
    assert sentence in str(row_errors(response, number).get(field, ""))
    assert response.status_code in (200, 422)
    assert 'value="Other words"' in response.content.decode()
    assert list(AgendaItem.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(("name", "value"), (("title", "Welcome"), ("kind", "information"), ("number", 3)))
def test_what_item_1_is_cannot_be_posted(name, value, admin_pages, meeting):
    admin_pages.change(meeting, **{row(1, name): value})
    first = meeting.agenda_items.get(is_minutes_and_actions=True)
    assert (first.number, first.title, first.kind) == (1, "Minutes and actions", "standing")


@pytest.mark.parametrize("state", ("cancelled", "agreed"))
def test_an_agenda_that_no_longer_changes_is_shown_with_the_reason(state, admin_pages, meeting, later):
    if state == "cancelled":
        Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CANCELLED)
    else:
        Minutes.objects.create(meeting=meeting, status=Minutes.Status.AGREED, agreed_at_meeting=later)
    shown = admin_pages.open(meeting).content.decode()
    assert "its agenda no longer changes." in shown
    assert "Budget" in shown
    assert 'name="agenda_items-1-title"' not in shown
    admin_pages.change(meeting, **{row(2, "title"): "Forged", "agenda_items-TOTAL_FORMS": 5})
    assert agenda(meeting) == ["Minutes and actions", "Budget", "Estates", "Custody"]


def test_from_a_cancelled_meeting_items_are_carried_over_and_not_withdrawn(admin_pages, meeting, later):
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.CANCELLED)
    budget = item(meeting, "Budget")
    for page in (admin_pages.open(meeting), admin_pages.open(budget)):
        shown = page.content.decode()
        assert step_address(budget, "carry-over") in shown
        assert step_address(budget, "withdraw") not in shown
    assert admin_pages.client.get(step_address(budget, "withdraw")).status_code == 409
    assert admin_pages.client.post(step_address(budget, "carry-over"), {"reason": ""}).status_code == 302
    assert agenda(later) == ["Minutes and actions", "Budget"]


def test_who_only_reads_an_agenda_is_offered_no_step_of_an_item(world, meeting, later):
    assert "Budget" in (shown := AdminPages(world.auditor).open(meeting).content.decode())
    assert step_address(item(meeting, "Budget"), "carry-over") not in shown


def test_a_board_without_records_says_that_it_has_no_agenda(world, admin_pages):
    informal = make.board("ONE", keeps_records=False)
    meeting = make.meeting(informal, by=world.secretariat)
    assert (
        "This board keeps no records: its meetings have no agenda here."
        in admin_pages.open(meeting).content.decode()
    )


# --- What the rows show ----------------------------------------------------------------------------


def test_the_rows_show_times_and_what_became_of_items(world, admin_pages, meeting, later):
    meeting.agenda_items.filter(is_minutes_and_actions=True).update(minutes_allotted=20)
    withdraw_item(item(meeting, "Budget"), by=world.secretariat, reason="The figures are not ready.")
    carry_over_item(item(meeting, "Estates"), by=world.secretariat)
    Paper.objects.create(meeting=meeting, agenda_item=item(meeting, "Custody"), title="Custody visits")
    shown = admin_pages.open(meeting).content.decode()
    assert "Withdrawn: The figures are not ready." in shown
    assert f'To <a href="{address(later)}">{later.reference}</a>' in shown
    assert (
        f'From <a href="{address(meeting)}">{meeting.reference}</a>'
        in admin_pages.open(later).content.decode()
    )
    assert "1 paper<" in shown
    assert "10:20" in shown
    assert "By the minutes allotted the meeting ends at 10:50." in shown


def test_an_agenda_that_does_not_fit_says_so(admin_pages, meeting):
    meeting.agenda_items.filter(title="Budget").update(minutes_allotted=100)
    shown = admin_pages.open(meeting).content.decode()
    assert "The items are allotted 160 minutes in all; the meeting lasts 120." in shown


def test_an_auditor_cleared_to_official_sees_right_times_and_not_what_is_marked_higher(world, meeting):
    meeting.agenda_items.filter(is_minutes_and_actions=True).update(minutes_allotted=20)
    meeting.agenda_items.filter(title="Budget").update(marking="OFFICIAL-SENSITIVE")
    world.auditor.clearance = "OFFICIAL"
    world.auditor.save()
    shown = AdminPages(world.auditor).open(meeting).content.decode()
    assert "Budget" not in shown
    assert "10:50" in shown


def test_the_script_comes_as_a_file(admin_pages, meeting):
    shown = admin_pages.open(meeting).content.decode()
    assert "admin/agenda.js" in shown
    assert "onclick" not in shown


# --- The steps of an item --------------------------------------------------------------------------


def test_an_item_is_withdrawn_from_the_admin_with_its_reason(admin_pages, meeting):
    budget = item(meeting, "Budget")
    assert step_address(budget, "withdraw") in admin_pages.open(meeting).content.decode()
    refused = admin_pages.client.post(step_address(budget, "withdraw"), {"reason": ""})
    assert refused.status_code == 422
    response = admin_pages.client.post(step_address(budget, "withdraw"), {"reason": "Not ready."})
    assert response["Location"] == address(meeting)
    budget.refresh_from_db()
    assert (budget.status, budget.status_reason) == ("withdrawn", "Not ready.")
    assert step_address(budget, "withdraw") not in admin_pages.open(meeting).content.decode()
    again = admin_pages.client.get(step_address(budget, "withdraw"))
    assert again.status_code == 409
    assert "it is withdrawn." in again.content.decode()


def test_an_item_is_carried_over_from_the_admin_once(admin_pages, meeting, later):
    budget = item(meeting, "Budget")
    page = admin_pages.client.get(step_address(budget, "carry-over"))
    assert later.reference in page.content.decode()
    assert admin_pages.client.post(step_address(budget, "carry-over"), {"reason": ""}).status_code == 302
    assert agenda(later) == ["Minutes and actions", "Budget"]
    twice = admin_pages.client.post(step_address(budget, "carry-over"), {"reason": ""})
    assert twice.status_code == 409
    assert "it has already been carried over." in twice.content.decode()
    onwards = admin_pages.client.post(step_address(item(later, "Budget"), "carry-over"))
    assert onwards.status_code == 409
    assert "an item is carried over once" in onwards.content.decode()


def test_without_a_later_meeting_the_admin_says_so(admin_pages, meeting):
    response = admin_pages.client.post(step_address(item(meeting, "Budget"), "carry-over"), {"reason": ""})
    assert response.status_code == 422
    assert "arrange one first" in response.content.decode()


@pytest.mark.parametrize("slug", ("withdraw", "carry-over"))
@pytest.mark.parametrize("who", ("auditor", "superuser", "chair", "stranger"))
def test_others_take_no_step_of_an_item(who, slug, people, meeting, later):
    budget = item(meeting, "Budget")
    response = AdminPages(people[who]).client.post(step_address(budget, slug), {"reason": "Why not."})
    assert response.status_code == 403 or response["Location"].startswith("/admin/login/")
    budget.refresh_from_db()
    assert budget.status == "planned"


@pytest.mark.parametrize("slug", ("withdraw", "carry-over"))
def test_an_item_of_a_restricted_board_is_not_found(slug, world, admin_pages):
    hidden = make.agenda_item(world.restricted_meeting)
    assert admin_pages.client.get(step_address(hidden, slug)).status_code == 404


def test_there_is_no_other_step_of_an_item(admin_pages, meeting):
    assert admin_pages.client.get(step_address(item(meeting, "Budget"), "take")).status_code == 404


# --- An item on a page of its own ------------------------------------------------------------------


def test_an_item_is_corrected_on_its_own_page_through_the_same_operation(world, admin_pages, meeting):
    budget = item(meeting, "Budget")
    response = admin_pages.change(
        budget,
        title="The budget",
        recommendations=[world.recommendation.pk],
        minute="Forged.",
        status="taken",
    )
    assert response.status_code == 302
    budget.refresh_from_db()
    assert (budget.title, budget.minute, budget.status) == ("The budget", "", "planned")
    assert budget.recommendations.get() == world.recommendation
    assert Event.objects.about(budget).first().step == "amend_item"


def test_of_an_item_whose_minutes_are_agreed_the_handling_alone_is_asked(world, admin_pages, meeting, later):
    budget = item(meeting, "Budget")
    budget.recommendations.add(world.recommendation)
    Minutes.objects.create(meeting=meeting, status=Minutes.Status.AGREED, agreed_at_meeting=later)
    page = admin_pages.open(budget).content.decode()
    assert 'name="title"' not in page
    assert 'name="recommendations"' not in page
    assert world.recommendation.reference in page
    response = admin_pages.change(budget, marking="OFFICIAL-SENSITIVE", title="Forged", recommendations=[])
    assert response.status_code == 302
    budget.refresh_from_db()
    assert (budget.marking, budget.title) == ("OFFICIAL-SENSITIVE", "Budget")
    assert budget.recommendations.get() == world.recommendation


def test_a_lead_who_cannot_read_it_is_refused_beside_the_field(world, admin_pages, meeting):
    response = admin_pages.change(item(meeting, "Budget"), lead=world.stranger)
    assert response.status_code == 422
    assert "needs a seat on the board" in str(response.context["adminform"].form.errors["lead"])


def test_recommendations_are_found_by_typing_and_only_visible_ones(world, admin_pages):
    def found(term):
        response = admin_pages.client.get(
            "/admin/autocomplete/",
            {
                "app_label": "recommendations",
                "model_name": "recommendation_agenda_items",
                "field_name": "recommendation",
                "term": term,
            },
        )
        return [one["text"] for one in response.json()["results"]]

    assert len(found("CP16")) == 1
    assert found("RES-01") == []
