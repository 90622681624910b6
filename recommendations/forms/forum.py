"""Where a decision was taken: a meeting and the item of its agenda, or out of meeting."""

from typing import cast

from django import forms
from django.utils.timezone import localtime

from boards.models import Meeting
from oversight import context
from oversight.day_fields import DayField
from oversight.days import HAPPENED, day_in_words
from oversight.step_forms import StepForm, text
from oversight.typed import NamedRecordField
from recommendations.models import Action
from recommendations.rules.access import overseers


class MeetingChoice(NamedRecordField):
    """A meeting by its day and hour: a board may meet twice on a day."""

    def label_from_instance(self, meeting) -> str:
        starts = localtime(meeting.starts_at)
        return f"{day_in_words(starts)}, {starts:%H:%M} ({meeting.reference})"


class ForumForm(StepForm):
    asked_together = ("meeting", "out_of_meeting_on", "out_of_meeting_reason")

    meeting = MeetingChoice(
        label="Meeting that decided it",
        queryset=Meeting.objects.none(),
        required=False,
        to_field_name="reference",
        empty_label="Out of meeting",
    )
    item = forms.IntegerField(
        label="Item of its agenda",
        min_value=1,
        max_value=999,
        required=False,
        help_text="Its number. Left empty, the item that takes this up, or else “Minutes and actions”.",
    )
    out_of_meeting_on = DayField(bounds=HAPPENED, label="Date of the out-of-meeting decision", required=False)
    out_of_meeting_reason = text("Reason for deciding out of meeting", 2, required=False)
    note = text("Note", 3, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whether the one chosen fits is for the rules to say; here stand those that can be named at all.
        cast(forms.ModelChoiceField, self.fields["meeting"]).queryset = (
            Meeting.objects.visible_to(self.user)
            .filter(starts_at__date__lte=context.today(), board__in=self._boards())
            .exclude(status__in=[Meeting.Status.CANCELLED, Meeting.Status.PROPOSED])
            .order_by("-starts_at")
        )

    def _boards(self) -> list[int]:
        if isinstance(self.record, Action):
            return [self.record.board_id]
        return [board.pk for board in overseers(self.record)]


class ForumReasonForm(ForumForm):
    """The same, with the reason instead of a note."""

    note = None  # type: ignore[assignment]
    reason = text("Reason")
