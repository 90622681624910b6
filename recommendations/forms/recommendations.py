"""What the steps of a recommendation ask for."""

from django import forms

from oversight.day_fields import DayField
from oversight.days import HAPPENED
from oversight.step_forms import NoteForm, ReasonForm, StepForm, text
from recommendations.forms.closure import ProposeRecommendationClosureForm
from recommendations.forms.evidence import AddEvidenceForm
from recommendations.forms.forum import ForumForm, ForumReasonForm
from recommendations.rules.vocabulary import Delivery, Response


class RespondForm(StepForm):
    response = forms.ChoiceField(
        label="Response",
        choices=[choice for choice in Response.choices if choice[0] != Response.AWAITING],
        widget=forms.RadioSelect,
    )
    explanation = text(
        "Explanation",
        5,
        help_text="The action taken or proposed, or why there is none (Police Act 1996 s.55).",
    )
    note = text("Why it changes", 2, required=False, help_text="Where the response is published already.")

    def __init__(self, *args, record, **kwargs):
        given = {"response": record.response, "explanation": record.response_explanation}
        kwargs["initial"] = given | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, **kwargs)


class CommentForm(StepForm):
    comment = text("The Commissioner’s comment", 5)

    def __init__(self, *args, record, **kwargs):
        kwargs["initial"] = {"comment": record.commissioner_comment} | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, **kwargs)


class DeliveryForm(StepForm):
    delivery = forms.ChoiceField(label="How far is it?", choices=Delivery.choices, widget=forms.RadioSelect)
    text = text("What was done", 5)


class PublisherStatusForm(StepForm):
    word = forms.CharField(
        label="The publisher’s own word",
        max_length=60,
        help_text="As it stands there, for instance “being progressed”.",
    )
    on = DayField(bounds=HAPPENED, label="Date of the status")
    source = forms.URLField(label="Address where it was read", max_length=400, assume_scheme="https")


FORMS: dict[str, type[StepForm]] = {
    "respond": RespondForm,
    "comment_recommendation": CommentForm,
    "report_delivery": DeliveryForm,
    "add_recommendation_evidence": AddEvidenceForm,
    "begin_review": NoteForm,
    "verify": ForumForm,
    "find_wanting": ForumReasonForm,
    "propose_recommendation_closure": ProposeRecommendationClosureForm,
    "agree_recommendation_closure": ForumForm,
    "return_recommendation_closure": ReasonForm,
    "reopen_recommendation": ReasonForm,
    "record_publisher_status": PublisherStatusForm,
    "withdraw_recommendation": ReasonForm,
    "put_back_recommendation": NoteForm,
}
