"""The index of the admin: what waits, for whom, counted and linked, in a fixed number of queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from boards.models import Paper, PaperVersion
from oversight.context import change
from oversight.operations import record_event
from oversight.reminders.models import Digest, Reminder
from oversight.working_days import entered
from recommendations import operations, to_do
from recommendations.due import without_recipient
from recommendations.models import Action, Report
from tests import make
from tests.admin.admin_pages import address

INDEX = "/admin/"


def queues(response) -> dict[str, int]:
    return {queue.name: queue.count for queue in response.context["queues"]}


def overdue(world, days: int, **values) -> Action:
    """An action that was set in time and has been overdue for so many days."""
    today = timezone.localdate()
    values.setdefault("owner_organisation", world.mps)
    return make.action(
        values.pop("board", world.board),
        by=values.pop("by", world.secretariat),
        set_on=today - timedelta(days=60),
        due_on=today - timedelta(days=days),
        **values,
    )


@pytest.fixture
def waiting(world):
    """One thing in each queue, and one of each on the restricted board."""
    today = timezone.localdate()
    for board, by, action in (
        (world.board, world.secretariat, world.action),
        (world.restricted, world.restricted_secretary, world.restricted_action),
    ):
        overdue(world, 3, board=board, by=by, title=f"Late on {board.abbreviation}", update_every_days=30)
        operations.ask_due_date(
            action, by=by, new_due_on=today + timedelta(days=50), reason="It needs longer."
        )
        operations.propose_closure(action, by=by, statement="Done.", evidence=[make.evidence()])
        for days, name in ((5, "due"), (-5, "late")):
            make.report(
                f"{board.slug}-{name}",
                boards=[board],
                published_on=today - timedelta(days=30),
                statutory_basis="s55",
                response_due_on=today + timedelta(days=days),
                comments_due_on=today - timedelta(days=1) if name == "late" else None,
            )
        asked = make.report(f"{board.slug}-asked", boards=[board])
        delivered, ending = (
            make.recommendation(asked, f"{board.abbreviation}-{name}", lead_board=board)
            for name in ("delivered", "ending")
        )
        operations.report_delivery(delivered, by=by, delivery="reported_complete", text="Done.")
        operations.propose_recommendation_closure(
            ending,
            by=by,
            statement="Given up.",
            outcome="no_longer_applicable",
            evidence=[make.evidence()],
        )
        of = {"recipient": by, "kind": "action_due", "subject": action, "subject_reference": action.reference}
        Reminder.objects.create(
            **of, step="due-7", schedule_step="due-7", due_on=today, state="failed", answer="554 Refused"
        )
        digest = Digest.objects.create(
            recipient=by, on_day=today, message_id=f"<{board.slug}@example.org>", address=by.email,
            state="sent", sent_at=timezone.now(), bounced_at=timezone.now(), bounce=f"550 No {board.slug} here",
        )  # fmt: skip
        Reminder.objects.create(
            **of,
            step="due-1",
            schedule_step="due-1",
            due_on=today,
            state="sent",
            sent_at=digest.sent_at,
            digest=digest,
        )
        silent = make.person(f"Silent owner on {board.abbreviation}", email=None, organisation=world.mps)
        make.seat(silent, board)
        moved = make.meeting(board, today + timedelta(days=20), by=by)
        record_event(moved, step="move_last_days", by=by, note="A day of thanks is a bank holiday.")
        make.action(board, by=by, owner_organisation=world.mps, owner=silent, due_basis="none")
        meeting = make.meeting(board, today + timedelta(days=20), by=by)
        paper = Paper.objects.create(meeting=meeting, title=f"Torn paper of {board.abbreviation}")
        PaperVersion.objects.create(
            paper=paper, size=1, received_at=timezone.now(), not_bound="cannot be read: it is damaged."
        )
    return world


def test_it_shows_what_waits_with_counts_and_links(waiting, admin_of):
    response = admin_of("secretariat").client.get(INDEX)
    assert queues(response) == {
        "closures": 1, "dates": 1, "overdue": 1, "soon": 1, "updates": 1, "nobody": 1, "responses_late": 1,
        "responses": 1, "reminders": 1, "recommendation_closures": 1, "to_verify": 1, "comments": 1,
        "returned": 1, "out_of_reach": 1, "papers": 1, "last_days": 1,
    }  # fmt: skip
    text = response.content.decode()
    assert address(waiting.action) in text
    assert f"{waiting.action.reference}: Write the plan" in text
    assert "Overdue by 3 days" in text
    assert "Torn paper of CPPOG" in text
    assert ": it cannot be read: it is damaged." in text
    assert ", 30 days late, MPS" in text
    assert f"{waiting.action.reference}: 7 days before the due date" in text
    assert "To Secretariat: 554 Refused" in text
    assert f'<a href="{address(waiting.secretariat)}">Secretariat</a>' in text
    assert "Returned by the mail server: 550 No child-protection-og here" in text
    assert "has no e-mail address; 1 open action; reminders go to nobody" in text
    assert text.count("Proposed by Secretariat on") == 2
    assert "CPPOG-delivered: What CPPOG-delivered asks." in text
    assert address(Report.objects.get(reference="child-protection-og-late")) in text


def test_the_list_of_reminders_shows_and_filters_their_steps_in_words(waiting, admin_of):
    at = admin_of("secretariat")
    response = at.client.get("/admin/reminders/reminder/")
    text = response.content.decode()
    assert text.count("7 days before the due date") == 2  # beside its reminder, and as a filter
    assert ">due-7<" not in text
    filtered = at.client.get("/admin/reminders/reminder/", {"schedule_step": "due-7"})
    assert [one.step for one in filtered.context["cl"].result_list] == ["due-7"]
    one = filtered.context["cl"].result_list[0]
    assert "7 days before the due date" in at.client.get(address(one)).content.decode()


@pytest.mark.parametrize("who", ("secretariat", "auditor", "administrator", "superuser"))
def test_a_restricted_board_puts_nothing_into_the_queues_of_others(who, waiting, admin_of):
    response = admin_of(who).client.get(INDEX)
    assert set(queues(response).values()) == {1}
    text = response.content.decode()
    for word in ("Bi-laterals", "BIL", "bilateral", "A restricted thing"):
        # As a word of its own: by chance the form's token holds the three letters.
        assert not re.search(rf"\b{word}\b", text)


def test_a_seat_on_it_adds_its_things(waiting, admin_of):
    make.seat(waiting.colleague, waiting.restricted)
    assert set(queues(admin_of("colleague").client.get(INDEX)).values()) == {2}


def test_each_link_to_a_whole_queue_lists_as_many_as_it_counts(waiting, admin_of):
    at = admin_of("secretariat")
    for _ in range(to_do.SHOWN):
        overdue(waiting, 2)
    response = at.client.get(INDEX)
    late = next(queue for queue in response.context["queues"] if queue.name == "overdue")
    assert (late.count, len(late.rows)) == (to_do.SHOWN + 1, to_do.SHOWN)
    assert f'href="{late.all_at}"' in response.content.decode()
    for queue in response.context["queues"]:
        listed = at.client.get(queue.all_at)
        assert listed.status_code == 200
        assert listed.context["cl"].result_count == queue.count, queue.name


def test_it_names_what_is_due_or_overdue_with_nobody_to_remind(world, admin_pages):
    def to_remind() -> list[Action]:
        shown = admin_pages.client.get(INDEX).context["queues"]
        return [row.record for one in shown if one.name == "nobody" for row in one.rows]

    gone = make.person("Gone", organisation=world.mps)
    late = overdue(world, 2, owner=gone)
    overdue(world, 1, owner=world.liaison)
    far = timezone.localdate() + timedelta(days=200)
    make.action(world.board, by=world.secretariat, owner_organisation=world.mps, due_on=far)
    assert to_remind() == []
    gone.is_active = False
    gone.save()
    assert to_remind() == [late]
    assert "Overdue by 2 days, Gone: nobody can be reached" in admin_pages.client.get(INDEX).content.decode()
    # A lead who has neither the liaison's role nor a seat on the board may not see it, and so is never told.
    lead = make.person("A lead", organisation=world.mps)
    world.mps.lead = lead
    world.mps.save()
    assert to_remind() == [late]
    assert "Gone: the recipient may not see it" in admin_pages.client.get(INDEX).content.decode()
    make.seat(lead, world.board)
    assert to_remind() == []
    world.mps.lead = world.liaison
    world.mps.save()
    assert to_remind() == []


def test_an_owner_whose_seat_on_a_restricted_board_ended_is_nobody_to_remind(world, admin_of):
    world.restricted_owner.memberships.update(until_on=timezone.localdate() - timedelta(days=1))
    for person, listed in ((world.colleague, False), (world.secretariat, True)):
        if listed:
            make.seat(person, world.restricted)
        who = "secretariat" if listed else "colleague"
        shown = admin_of(who).client.get(INDEX).context["queues"]
        nobody = next(one for one in shown if one.name == "nobody")
        assert [row.record for row in nobody.rows] == ([world.restricted_action] if listed else [])


def test_the_whole_of_the_queue_is_one_question(world, django_assert_num_queries):
    with change(at=timezone.now()):
        entered()  # bank holidays are asked once a request
        with django_assert_num_queries(1):
            list(without_recipient(Action.objects.all(), timezone.localdate()))


def test_nothing_waiting_is_said_in_words(db, world, admin_of):
    operations.cancel(world.action, by=world.chair, reason="No longer wanted.")
    response = admin_of("secretariat").client.get(INDEX)
    assert set(queues(response).values()) == {0}
    assert "No action is overdue." in response.content.decode()


def test_it_asks_the_database_as_often_for_many_as_for_few(waiting, admin_of):
    at = admin_of("secretariat")
    at.client.get(INDEX)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            at.client.get(INDEX)
        return len(queries)

    few = asked()
    for _ in range(8):
        overdue(waiting, 4)
    assert asked() == few


@pytest.mark.parametrize("who", ("dmpc_staff", "liaison", "owner", "chair", "member", "stranger"))
def test_others_do_not_come_in(who, people):
    client = Client()
    client.force_login(people[who])
    response = client.get(INDEX)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
    landed = client.get(response["Location"])
    assert landed.status_code == 403


def test_nobody_signed_in_is_sent_to_the_one_sign_in_and_back(client, db):
    response = client.get(INDEX, follow=True)
    sent_to, status = response.redirect_chain[-1]
    assert (sent_to, status) == (f"{reverse('account_login')}?next=%2Fadmin%2F", 302)


def test_somebody_inactive_does_not_come_in(world):
    client = Client()
    client.force_login(world.secretariat)
    world.secretariat.is_active = False
    world.secretariat.save()
    assert client.get(INDEX).status_code == 302


def test_sign_out_and_password_are_those_of_the_one_sign_in(admin_pages):
    assert admin_pages.client.get("/admin/password_change/")["Location"] == reverse("account_change_password")
    assert admin_pages.client.post("/admin/logout/").status_code == 302
    assert admin_pages.client.get(INDEX).status_code == 302
