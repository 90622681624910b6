"""What each step asks for: one form a step, shared by pages, admin and (as its schema) the API.

A form turns input into the keyword arguments of the operation of the same name; it decides nothing.
"""

from typing import cast

from django import forms
from django.utils import timezone
from django.utils.timezone import localtime

from boards.models import Meeting
from recommendations.models import Evidence
from recommendations.rules.closure import Outcome
from recommendations.rules.vocabulary import Track

# Characters: some three pages. What is longer belongs in a file; history keeps every word for good.
LONGEST_TEXT = 10_000


class StepForm(forms.Form):
    """The base: knows the action and the person, so that choices show no more than they may see."""

    # Fields of which some are needed, though none by itself: no page calls them optional.
    asked_together: tuple[str, ...] = ()

    def __init__(self, *args, action, user, **kwargs):
        self.action = action
        self.user = user
        super().__init__(*args, **kwargs)

    def inputs(self) -> dict:
        """The operation's keyword arguments."""
        return self.cleaned_data


class NoteForm(StepForm):
    note = forms.CharField(
        label="Note", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ReasonForm(StepForm):
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


class ProgressForm(StepForm):
    text = forms.CharField(
        label="What was done", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    track = forms.ChoiceField(label="Is it on track?", choices=Track.choices, widget=forms.RadioSelect)


class ProposeClosureForm(StepForm):
    asked_together = ("evidence_title", "evidence_address", "evidence_file")

    statement = forms.CharField(
        label="How the complete-when test is met",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    outcome = forms.ChoiceField(
        label="Outcome", choices=Outcome.choices, initial=Outcome.IMPLEMENTED, required=False
    )
    evidence_title = forms.CharField(label="Evidence: title", max_length=200, required=False)
    evidence_address = forms.URLField(
        label="Evidence: address", max_length=400, required=False, assume_scheme="https"
    )
    evidence_file = forms.FileField(
        label="Evidence: file", required=False, help_text="Instead of an address. Up to 50 MB."
    )
    evidence_shows = forms.CharField(
        label="What the evidence shows",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    evidence_dated_on = forms.DateField(label="Date of the evidence", required=False)

    def clean_outcome(self):
        return self.cleaned_data["outcome"] or Outcome.IMPLEMENTED

    def clean(self):
        cleaned = super().clean()
        given = cleaned.get("evidence_address") or cleaned.get("evidence_file")
        if given and not cleaned.get("evidence_title") and "evidence_title" not in self.errors:
            self.add_error("evidence_title", "Give the evidence a title.")
        return cleaned

    def inputs(self) -> dict:
        data = self.cleaned_data
        evidence = []
        if data["evidence_title"] or data["evidence_address"] or data["evidence_file"]:
            evidence.append(
                Evidence(
                    title=data["evidence_title"],
                    address=data["evidence_address"],
                    file=data["evidence_file"],
                    shows=data["evidence_shows"],
                    dated_on=data["evidence_dated_on"],
                )
            )
        return {"statement": data["statement"], "outcome": data["outcome"], "evidence": evidence}


class MeetingChoice(forms.ModelChoiceField):
    """A meeting by its day and hour: a board may meet twice on a day."""

    def label_from_instance(self, meeting) -> str:
        return f"{localtime(meeting.starts_at):%-d %B %Y, %H:%M} ({meeting.reference})"


class ForumForm(StepForm):
    """Where the decision was taken: a meeting of the action's board, or out of meeting."""

    asked_together = ("meeting", "out_of_meeting_on", "out_of_meeting_reason")

    meeting = MeetingChoice(
        label="Meeting that agreed it",
        queryset=Meeting.objects.none(),
        required=False,
        to_field_name="reference",
        empty_label="Out of meeting",
    )
    out_of_meeting_on = forms.DateField(label="Date of the out-of-meeting decision", required=False)
    out_of_meeting_reason = forms.CharField(
        label="Reason for deciding out of meeting",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    note = forms.CharField(
        label="Note", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whether the one chosen fits is for the rules to say; here stand those that can be named at all.
        cast(forms.ModelChoiceField, self.fields["meeting"]).queryset = (
            Meeting.objects.visible_to(self.user)
            .filter(starts_at__date__lte=timezone.localdate())
            .exclude(status__in=[Meeting.Status.CANCELLED, Meeting.Status.PROPOSED])
            .filter(board=self.action.board_id)
            .order_by("-starts_at")
        )


class AskDueDateForm(StepForm):
    new_due_on = forms.DateField(label="New due date")
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


STEP_FORMS: dict[str, type[StepForm]] = {
    "start": NoteForm,
    "report_progress": ProgressForm,
    "propose_closure": ProposeClosureForm,
    "agree_closure": ForumForm,
    "return_closure": ReasonForm,
    "reopen": ReasonForm,
    "cancel": ReasonForm,
    "ask_due_date": AskDueDateForm,
    "agree_due_date": ForumForm,
    "decline_due_date": ReasonForm,
}
