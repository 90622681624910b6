"""What the steps of an action ask for."""

from django import forms

from oversight.day_fields import DayField
from oversight.days import PLANNED
from oversight.step_forms import NoteForm, ReasonForm, StepForm, text
from recommendations.forms.closure import ProposeClosureForm
from recommendations.forms.evidence import AddEvidenceForm
from recommendations.forms.forum import ForumForm
from recommendations.forms.owner import HandOverForm
from recommendations.rules.vocabulary import Track


class ProgressForm(StepForm):
    text = text("What was done", 5)
    track = forms.ChoiceField(label="Is it on track?", choices=Track.choices, widget=forms.RadioSelect)


class AskDueDateForm(StepForm):
    new_due_on = DayField(bounds=PLANNED, label="New due date")
    reason = text("Reason")


FORMS: dict[str, type[StepForm]] = {
    "start": NoteForm,
    "report_progress": ProgressForm,
    "add_evidence": AddEvidenceForm,
    "propose_closure": ProposeClosureForm,
    "agree_closure": ForumForm,
    "return_closure": ReasonForm,
    "hand_over": HandOverForm,
    "reopen": ReasonForm,
    "cancel": ReasonForm,
    "ask_due_date": AskDueDateForm,
    "agree_due_date": ForumForm,
    "decline_due_date": ReasonForm,
}
