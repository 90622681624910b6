"""The page of one step of a meeting, of an item of its agenda, or of a paper."""

from django.utils import timezone
from django.utils.formats import date_format

from boards import operations
from boards.forms import STEP_FORMS
from boards.models import AgendaItem, Meeting, Paper
from boards.operations.agenda import next_meeting
from boards.rules.item_workflow import ITEMS
from boards.rules.meeting_workflow import MEETINGS
from boards.rules.paper_workflow import PAPERS
from oversight.pages import StepPage


class BoardsStep(StepPage):
    operations, forms = operations, STEP_FORMS

    def get_initial(self) -> dict:
        """What a link to the step knows already, such as the meeting that leads here."""
        return self.request.GET.dict()


def moment(meeting: Meeting) -> str:
    """Monday 24 June 2019, 10:00."""
    return date_format(timezone.localtime(meeting.starts_at), "l j F Y, H:i")


class MeetingStep(BoardsStep):
    model, workflow = Meeting, MEETINGS
    section = "boards"

    def facts(self) -> list[tuple[str, str]]:
        meeting = self.record
        until = f" to {timezone.localtime(meeting.ends_at):%H:%M}" if meeting.ends_at else ""
        return [
            ("Board", str(meeting.board)),
            ("Status", meeting.get_status_display()),
            ("When", moment(meeting) + until),
            ("Place", meeting.place or "Not recorded"),
        ]


class ItemStep(BoardsStep):
    model, workflow, key = AgendaItem, ITEMS, "id"
    section = "boards"

    @property
    def name(self) -> str:
        return self.record.title

    def facts(self) -> list[tuple[str, str]]:
        item, meeting = self.record, self.record.meeting
        facts = [
            ("Item", f"{item.number}. {item.title}"),
            ("Meeting", f"{meeting.board}, {moment(meeting)}"),
        ]
        if self.step.name == "carry_over_item":
            facts.append(("To the meeting", self.following()))
        return facts

    def following(self) -> str:
        meeting = next_meeting(self.record.meeting)
        if meeting is None:
            return "None is arranged yet"
        return f"{meeting.reference}, {moment(meeting)}, {meeting.get_status_display().lower()}"


class PaperStep(BoardsStep):
    model, workflow, key = Paper, PAPERS, "id"
    section = "boards"

    @property
    def name(self) -> str:
        return self.record.title

    @property
    def done(self) -> str:  # type: ignore[override]
        """With what becomes of a new version in packs."""
        latest = self.record.versions.order_by("-number").first() if self.step.name == "add_version" else None
        return " ".join(filter(None, (super().done, latest and latest.why_not_bound)))

    def facts(self) -> list[tuple[str, str]]:
        paper, meeting = self.record, self.record.meeting
        under = f"Item {paper.agenda_item.number}: " if paper.agenda_item else ""
        facts = [("Meeting", f"{meeting.board}, {moment(meeting)}"), ("Paper", f"{under}{paper.title}")]
        if latest := paper.versions.order_by("-number").first():
            received = date_format(timezone.localtime(latest.received_at), "j F Y, H:i")
            late = ", late" if latest.is_late else ""
            facts.append(
                ("Latest version", f"{latest.number}: {latest.file_name}, received {received}{late}")
            )
        return facts
