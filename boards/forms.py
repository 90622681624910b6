"""What each step of a meeting asks for: one form a step.

A form turns input into the keyword arguments of the operation of the same name; it decides nothing.
"""

from typing import cast

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone

from boards.models import Meeting
from boards.rules import agenda
from oversight import context

# Characters: some three pages. History keeps every word for good.
LONGEST_TEXT = 10_000


class MeetingStepForm(forms.Form):
    """The base: knows the meeting and the person, so that choices show no more than they may see."""

    def __init__(self, *args, meeting, user, **kwargs):
        self.meeting = meeting
        self.user = user
        super().__init__(*args, **kwargs)

    def inputs(self) -> dict:
        """The operation's keyword arguments."""
        return self.cleaned_data


class NoteForm(MeetingStepForm):
    note = forms.CharField(
        label="Note", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ReasonForm(MeetingStepForm):
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


class MoveForm(MeetingStepForm):
    """Opened on the present time and place."""

    starts_at = forms.SplitDateTimeField(label="Starts", widget=AdminSplitDateTime)
    ends_at = forms.SplitDateTimeField(label="Ends", widget=AdminSplitDateTime, required=False)
    place = forms.CharField(label="Place", max_length=200, required=False)
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, meeting, **kwargs):
        present = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
        kwargs["initial"] = present | (kwargs.get("initial") or {})
        super().__init__(*args, meeting=meeting, **kwargs)
        for name in ("starts_at", "ends_at"):  # one label, two fields
            for part, word in zip(self.fields[name].widget.widgets, ("date", "time"), strict=True):
                part.attrs["aria-label"] = f"{self.fields[name].label}: {word}"


class AgreeMinutesForm(MeetingStepForm):
    """Which meeting agreed the minutes: those are offered that can have. Of any other the rules say why it cannot."""

    agreed_at = forms.ModelChoiceField(label="Meeting that agreed them", queryset=Meeting.objects.none())
    corrections = forms.CharField(
        label="Corrections made there",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seen = Meeting.objects.visible_to(self.user)
        offered = seen.agreeing(self.meeting, context.now())
        field = cast(forms.ModelChoiceField, self.fields["agreed_at"])
        field.queryset = seen
        field.choices = [("", field.empty_label), *((each.pk, str(each)) for each in offered)]
        if not offered:
            field.help_text = (
                "No later meeting of this board has begun: the minutes stay draft until one agrees them."
            )


class IssueAgendaForm(MeetingStepForm):
    """Asks for a reason only where the notice is short, and says by how much."""

    short_notice_reason = forms.CharField(
        label="Reason for short notice",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, meeting=meeting, **kwargs)
        short = agenda.short_notice(
            agenda.notice_day(meeting.notice_given_on, context.today()),
            timezone.localtime(meeting.starts_at).date(),
            meeting.board.notice_days,
        )
        if short:
            self.fields["short_notice_reason"].help_text = f"{short}."
            self.initial["short_notice_reason"] = meeting.short_notice_reason
        else:
            del self.fields["short_notice_reason"]


MEETING_STEP_FORMS: dict[str, type[MeetingStepForm]] = {
    "confirm_meeting": NoteForm,
    "hold_meeting": NoteForm,
    "move_meeting": MoveForm,
    "cancel_meeting": ReasonForm,
    "issue_agenda": IssueAgendaForm,
    "agree_minutes": AgreeMinutesForm,
}
