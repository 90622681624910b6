"""What the steps of the response to a report ask for."""

from django import forms

from oversight.day_fields import DayField
from oversight.days import DEADLINE, HAPPENED, PLANNED
from oversight.step_forms import ReasonForm, StepForm, text


class InviteCommentsForm(StepForm):
    invited_on = DayField(bounds=HAPPENED, label="Invited on")
    comments_due_on = DayField(
        bounds=PLANNED,
        label="Day set for the comments",
        help_text="Set by MOPAC; early enough to publish in time.",
    )

    def __init__(self, *args, record, **kwargs):
        given = {"invited_on": record.invited_on, "comments_due_on": record.comments_due_on}
        kwargs["initial"] = given | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, **kwargs)


class GiveCommentsForm(StepForm):
    comments = text("The Commissioner’s comments", 8)
    received_on = DayField(
        bounds=HAPPENED, label="Received on", required=False, help_text="Left empty: today."
    )
    note = text("Why they change", 2, required=False, help_text="Where comments are recorded already.")

    def __init__(self, *args, record, **kwargs):
        given = {"comments": record.commissioner_comments, "received_on": record.comments_received_on}
        kwargs["initial"] = given | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, **kwargs)


class CommentReportForm(StepForm):
    asked_together = ("comments", "reply")

    comments = text("MOPAC’s comments", 8, required=False)
    reply = text("MOPAC’s reply to the Commissioner’s comments", 5, required=False)

    def __init__(self, *args, record, **kwargs):
        given = {"comments": record.mopac_comments, "reply": record.mopac_reply}
        kwargs["initial"] = given | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, **kwargs)


class AskExtensionForm(StepForm):
    applied_on = DayField(
        bounds=HAPPENED,
        label="Applied for on",
        help_text="Not later than the present last day: afterwards none can be granted.",
    )
    new_due_on = DayField(bounds=DEADLINE, label="New last day applied for")
    reason = text("Reason")


class GrantExtensionForm(StepForm):
    answered_on = DayField(bounds=HAPPENED, label="Granted on")
    new_due_on = DayField(
        bounds=DEADLINE, label="Last day granted", required=False, help_text="Left empty: as applied for."
    )
    note = text("Note", 2, required=False)


class RefuseExtensionForm(StepForm):
    answered_on = DayField(bounds=HAPPENED, label="Refused on")
    reason = text("Reason given")


class PublishResponseForm(StepForm):
    published_on = DayField(bounds=HAPPENED, label="Published on")
    where = forms.URLField(
        label="Published at",
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text="Its address. A duty to publish is met by publication, not by a letter sent.",
    )
    copied_to = forms.CharField(
        label="Copies sent to",
        max_length=200,
        required=False,
        help_text="Under s.55: the inspectorate and the Home Secretary.",
    )


FORMS: dict[str, type[StepForm]] = {
    "invite_comments": InviteCommentsForm,
    "give_comments": GiveCommentsForm,
    "comment_report": CommentReportForm,
    "ask_extension": AskExtensionForm,
    "grant_extension": GrantExtensionForm,
    "refuse_extension": RefuseExtensionForm,
    "publish_response": PublishResponseForm,
    "withdraw_publication": ReasonForm,
}
