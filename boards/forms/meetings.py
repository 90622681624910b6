"""What each step of a meeting asks for."""

from typing import cast

from django import forms
from django.utils import timezone

from boards.models import Meeting
from boards.rules import agenda
from oversight import context
from oversight.day_fields import MomentField
from oversight.days import MEETING
from oversight.step_forms import NoteForm, ReasonForm, StepForm, text
from oversight.typed import NamedRecordField


class MoveForm(StepForm):
    """Opened on the present time and place."""

    starts_at = MomentField(bounds=MEETING, label="Starts")
    ends_at = MomentField(bounds=MEETING, label="Ends", required=False)
    place = forms.CharField(label="Place", max_length=200, required=False)
    reason = text("Reason")

    def __init__(self, *args, record, **kwargs):
        present = {"starts_at": record.starts_at, "ends_at": record.ends_at, "place": record.place}
        kwargs["initial"] = present | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, **kwargs)


class AgreeMinutesForm(StepForm):
    """Which meeting agreed the minutes: those are offered that can have. Of any other the rules say why it cannot."""

    agreed_at = NamedRecordField(
        label="Meeting that agreed them", queryset=Meeting.objects.none(), to_field_name="reference"
    )
    corrections = text("Corrections made there", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seen = Meeting.objects.visible_to(self.user)
        offered = seen.agreeing(self.record, context.now())
        field = cast(forms.ModelChoiceField, self.fields["agreed_at"])
        field.queryset = seen
        field.choices = [("", field.empty_label), *((each.reference, str(each)) for each in offered)]
        if not offered:
            field.help_text = (
                "No later meeting of this board has begun: the minutes stay draft until one agrees them."
            )


class IssueAgendaForm(StepForm):
    """Asks for a reason only where the notice is short, and says by how much; given unasked it is refused."""

    short_notice_reason = text("Reason for short notice", required=False)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        short = agenda.short_notice(
            agenda.notice_day(record.notice_given_on, context.today()),
            timezone.localtime(record.starts_at).date(),
            record.board.notice_days,
        )
        if short:
            self.fields["short_notice_reason"].help_text = f"{short}."
            self.initial["short_notice_reason"] = record.short_notice_reason
        elif "short_notice_reason" not in self.data:
            del self.fields["short_notice_reason"]


FORMS: dict[str, type[StepForm]] = {
    "confirm_meeting": NoteForm,
    "hold_meeting": NoteForm,
    "move_meeting": MoveForm,
    "cancel_meeting": ReasonForm,
    "issue_agenda": IssueAgendaForm,
    "agree_minutes": AgreeMinutesForm,
}
