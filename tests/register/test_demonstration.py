"""The demonstration: made once, through real steps, in every state, marked illustrative, and never elsewhere."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import TestCase, override_settings
from django.utils import timezone

from boards.models import Board, Decision, Meeting, Membership, Organisation, Paper, Person
from boards.rules.roles import Seat
from oversight.markings import Marking
from oversight.models import Event
from oversight.reminders.models import Reminder
from oversight.roles import Role
from recommendations.models import Action, ClosureRequest, DueDateRequest, Recommendation, Report
from recommendations.rules import updates
from recommendations.rules.action_workflow import Status
from recommendations.rules.closure import Decision as Decided
from recommendations.rules.rating import Rating
from tests.register.rows import everything
from tests.workflows import OF_THE_LINE, TABLES

PASSWORD = "correct horse battery staple"


def demonstrate() -> str:
    out = StringIO()
    call_command("make_demonstration", stdout=out)
    return out.getvalue()


@pytest.mark.slow
class TestTheDemonstration(TestCase):
    """Made once for all of them."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_register", stdout=StringIO())
        cls.said = demonstrate()
        cls.today = timezone.localdate()

    def person(self, local):
        return Person.objects.get(email=f"{local}@register.example")

    # --- The people ------------------------------------------------------------------------------

    def test_one_line_for_each_person_and_the_password_once(self):
        lines = self.said.splitlines()
        assert [line for line in lines if "@" in line] == lines[:-1]
        assert len(lines) == 10
        assert self.said.count(PASSWORD) == 1
        assert "Secretariat officer (secretariat): secretariat@register.example" in lines
        assert "MPS action owner (owner of actions): mps.owner@register.example" in lines
        assert (
            "Board member (member of Child Protection Policing Oversight Group): member@register.example"
            in lines
        )

    def test_the_lines_do_not_name_restricted_boards(self):
        assert "laterals" not in self.said

    def test_roles_and_organisations(self):
        assert {
            person.email.split("@")[0]: (person.role, person.organisation.slug)
            for person in Person.objects.filter(is_demonstration=True)
        } == {
            "secretariat": (Role.SECRETARIAT, "mopac"),
            "secretariat.colleague": (Role.SECRETARIAT, "mopac"),
            "dmpc.staff": (Role.DMPC_STAFF, "mopac"),
            "mps.liaison": (Role.LIAISON, "mps"),
            "mps.owner": (Role.NONE, "mps"),
            "chair": (Role.NONE, "mopac"),
            "member": (Role.NONE, "mopac"),
            "auditor": (Role.AUDITOR, "mopac"),
            "administrator": (Role.ADMINISTRATOR, "mopac"),
        }
        assert not Person.objects.filter(is_superuser=True).exists()

    def test_somebody_hears_for_each_organisation_that_owns_actions_without_an_owner(self):
        leads = dict(Organisation.objects.filter(lead__isnull=False).values_list("slug", "lead__email"))
        assert leads == {"mps": "mps.liaison@register.example", "mopac": "secretariat@register.example"}

    def test_they_log_in_with_the_password(self):
        for person in Person.objects.all():
            assert person.check_password(PASSWORD), person

    def test_only_two_sit_on_restricted_boards(self):
        seats = Membership.objects.filter(board__is_restricted=True)
        assert set(seats.values_list("person__email", "board__slug", "seat")) == {
            ("chair@register.example", "bilateral-dmpc", Seat.MEMBER),
            ("chair@register.example", "bilateral-mayor", Seat.MEMBER),
            ("dmpc.staff@register.example", "bilateral-dmpc", Seat.SECRETARY),
        }

    # --- What they did ---------------------------------------------------------------------------

    def test_everything_is_marked_illustrative(self):
        for model in (Action, Meeting, Decision, Paper):
            assert model.objects.exists()
            assert not model.objects.filter(is_illustrative=False).exists(), model

    def test_the_real_register_is_left_as_it_was(self):
        for model in (Report, Recommendation):
            keys = model.objects.filter(is_illustrative=False).values_list("pk", flat=True)
            told = Event.objects.filter(subject_type__model=model._meta.model_name, subject_id__in=list(keys))
            assert set(told.values_list("step", flat=True)) == {"load_register"}, model
        sourced = Recommendation.objects.filter(is_illustrative=False)
        assert set(sourced.values_list("response", "delivery", "verification", "outcome")) == {
            ("", "", "", "")
        }
        made_up = Report.objects.filter(is_illustrative=True)
        assert made_up.count() == 3
        assert all("made up" in title for title in made_up.values_list("title", flat=True))

    def test_every_action_answers_a_recommendation_and_has_its_event(self):
        assert 15 <= Action.objects.count() <= 25
        for action in Action.objects.all():
            assert action.recommendations.exists(), action
            assert Event.objects.about(action).filter(step="set_action").count() == 1

    def test_every_status_is_there_and_every_step_was_taken(self):
        assert set(Action.objects.values_list("status", flat=True)) == set(Status.values)
        every = {step for kind in OF_THE_LINE for step in TABLES[kind]}
        assert every <= set(Event.objects.values_list("step", flat=True))

    def test_dates_make_sense_today(self):
        open_actions = Action.objects.open()
        assert open_actions.overdue(self.today).count() == 4
        assert open_actions.due_within(7, self.today).exists()
        assert open_actions.filter(due_basis="none", due_on=None).exists()
        following = open_actions.filter(due_basis="next_meeting")
        assert following.count() == 4
        for action in following:
            assert action.due_on == timezone.localtime(action.due_meeting.starts_at).date()
            assert action.due_on > self.today
        assert not Action.objects.filter(first_due_on__lt=F("set_on")).exists()

    def test_every_rating_is_there_and_one_update_is_late_of_an_action_that_is_not(self):
        ratings = set(Action.objects.with_rating(self.today).values_list("rating", flat=True))
        assert ratings == {None, *Rating}
        late = Action.objects.get(updates.late(self.today))
        assert late.due_on > self.today

    def test_a_date_was_asked_for_one_declined_and_one_moved_twice(self):
        decided = DueDateRequest.objects.values_list("decision", flat=True)
        assert set(decided) == {Decided.OPEN, Decided.AGREED, Decided.DECLINED}
        moved = Action.objects.with_moves().get(moves=2)
        assert moved.first_due_on == self.today + timedelta(days=1)
        assert moved.due_on == self.today + timedelta(days=40)

    def test_closures_name_where_they_were_agreed(self):
        closed = Action.objects.filter(status=Status.CLOSED)
        agreed = ClosureRequest.objects.filter(action__in=closed, decision=Decided.AGREED)
        assert agreed.count() == closed.count()
        assert agreed.filter(meeting__isnull=False).exists()
        assert agreed.filter(out_of_meeting_on__isnull=False).exclude(out_of_meeting_reason="").exists()
        for request in agreed:
            assert request.decided_by != request.proposed_by
            assert request.evidence.exists()

    def test_one_closure_waits_one_was_returned_and_one_action_reopened(self):
        of_actions = ClosureRequest.objects.filter(action__isnull=False)
        assert of_actions.filter(decision=Decided.OPEN).count() == 1
        assert of_actions.filter(decision=Decided.RETURNED).count() == 1
        reopened = Event.objects.filter(step="reopen").get().subject
        assert reopened.status == Status.IN_PROGRESS

    def test_meetings_lie_behind_today_and_ahead(self):
        past = Meeting.objects.past(self.today)
        assert set(past.values_list("status", flat=True)) == {Meeting.Status.HELD}
        # Today's has begun, and a closure was agreed at it: so it was held.
        todays = Meeting.objects.filter(starts_at__date=self.today, starts_at__lte=timezone.now())
        assert todays.get().status == Meeting.Status.HELD
        coming = Meeting.objects.coming(self.today).filter(starts_at__date__gt=self.today)
        assert set(coming.values_list("status", flat=True)) == {
            Meeting.Status.CONFIRMED,
            Meeting.Status.PROPOSED,
        }
        for meeting in Meeting.objects.exclude(starts_at__date=self.today):
            assert timezone.localtime(meeting.starts_at).weekday() < 5

    def test_minutes_are_agreed_at_a_later_meeting_of_the_same_board(self):
        held = Meeting.objects.past(self.today).filter(starts_at__date__lt=self.today)
        for meeting in held:
            later = (
                held.filter(board=meeting.board, starts_at__gt=meeting.starts_at)
                .order_by("starts_at")
                .first()
            )
            assert meeting.minutes.agreed_at_meeting == later
            assert meeting.minutes.status == ("agreed" if later else "draft")
            assert meeting.agenda_items.order_by("number").first().title == "Minutes and actions"
            assert meeting.attendance.exists()

    def test_a_late_paper_is_marked_late(self):
        assert sorted(paper.versions.get().is_late for paper in Paper.objects.all()) == [False, True]

    # --- Who sees what of it ---------------------------------------------------------------------

    def test_actions_of_a_restricted_board_are_seen_by_its_members_alone(self):
        hidden = Action.objects.filter(board__is_restricted=True)
        assert hidden.count() == 2
        for person in Person.objects.all():
            seen = Action.objects.visible_to(person).filter(board__is_restricted=True).count()
            member = person.email.startswith(("chair@", "dmpc.staff@"))
            assert seen == (2 if member else 0), person

    def test_something_is_official_sensitive_outside_restricted_boards_too(self):
        marked = Action.objects.filter(marking=Marking.OFFICIAL_SENSITIVE)
        assert set(marked.values_list("board__is_restricted", flat=True)) == {True, False}

    def test_everybody_has_something_to_see(self):
        seen = {
            person.email.split("@")[0]: Action.objects.visible_to(person).count()
            for person in Person.objects.all()
        }
        assert all(seen.values()), seen
        assert seen["mps.owner"] < seen["mps.liaison"] < seen["secretariat"]

    def test_what_is_owed_stands_in_the_ledger_from_the_first_minute(self):
        owed = Reminder.objects.filter(recipient=self.person("mps.owner"), state="owed")
        assert owed.filter(kind="action_due").exists()

    # --- Once, and here alone --------------------------------------------------------------------

    def test_making_it_again_adds_nothing(self):
        before = everything()
        assert demonstrate() == self.said
        assert everything() == before

    def test_another_password_reaches_them_all(self):
        with override_settings(DEMO_PASSWORD="quite another password"):
            said = demonstrate()
        assert "quite another password" in said
        for person in Person.objects.all():
            assert person.check_password("quite another password"), person

    def test_a_person_added_by_hand_keeps_password_and_name(self):
        own = Person.objects.create_user("own@example.org", "a password of my own", name="Own")
        with override_settings(DEMO_PASSWORD="quite another password"):
            assert "own@example.org" not in demonstrate()
        own.refresh_from_db()
        assert own.check_password("a password of my own")


@pytest.mark.slow
@pytest.mark.django_db
@override_settings(DEMONSTRATION=False, DEMO_PASSWORD=None)
def test_outside_demonstration_mode_nobody_is_everything():
    call_command("load_register", stdout=StringIO())
    with pytest.raises(
        CommandError, match="This is not a demonstration, so no demonstration people are made"
    ):
        demonstrate()
    assert not Person.objects.exists()
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_without_the_register_there_is_nothing_to_demonstrate():
    with pytest.raises(CommandError, match="run load_register first"):
        demonstrate()
    assert not Board.objects.exists()
    assert not Person.objects.exists()
