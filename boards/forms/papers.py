"""What adding a paper asks for, and each of its steps."""

from typing import cast

from django import forms

from boards.models import AgendaItem, Meeting, Organisation
from boards.rules.papers import ACCEPTED_ENDINGS, ITEM_CLOSED, last_day
from oversight.day_fields import DayField
from oversight.days import HAPPENED, day_in_words
from oversight.markings import Marking
from oversight.step_forms import ReasonForm, StepForm

KINDS = (
    "PDF, Word, Excel, PowerPoint or an image; up to 50 MB. PDFs and images are bound into the pack; other files are "
    "listed in it, not bound."
)


class PaperFileField(forms.FileField):
    """Offers files of the kinds taken; what they really are the operation finds out."""

    def __init__(self):
        super().__init__(
            label="File",
            help_text=KINDS,
            error_messages={
                "required": "Choose the file.",
                "empty": "The file is empty: choose another.",
                "missing": "The file did not arrive: choose it again.",
            },
            widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED_ENDINGS)}),
        )


def _when(meeting: Meeting) -> str:
    asked = "Where it came before today. Papers of the board are wanted by {}."
    day = last_day(meeting.starts_at, meeting.board.paper_days)
    return asked.format(day_in_words(day)) if day else "Where it came before today."


class ItemChoice(forms.ModelChoiceField):
    def label_from_instance(self, item) -> str:
        return f"{item.number}. {item.title}"


class AddPaperForm(StepForm):
    """A paper for the meeting that is its record: no step, since there is no paper yet."""

    title = forms.CharField(label="Title", max_length=200)
    file = PaperFileField()
    agenda_item = ItemChoice(
        label="Item",
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label="The meeting as a whole",
    )
    author = forms.ModelChoiceField(
        label="Author", queryset=Organisation.objects.none(), required=False, empty_label="Not said"
    )
    received_on = DayField(bounds=HAPPENED, label="Received on", required=False)
    # What may not be held is refused by the operation, in words.
    marking = forms.CharField(label="Marking", widget=forms.Select(choices=Marking.choices))
    is_publishable = forms.BooleanField(
        label="Publishable", required=False, help_text="Whether the public may see it, whatever its marking."
    )

    def __init__(self, *args, record, user, **kwargs):
        kwargs["initial"] = {"marking": record.board.default_marking} | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, user=user, **kwargs)
        self.fields["received_on"].help_text = _when(record)
        items = AgendaItem.objects.visible_to(user).filter(meeting=record)
        cast(ItemChoice, self.fields["agenda_item"]).queryset = items.exclude(
            status__in=ITEM_CLOSED
        ).order_by("number")
        authors = Organisation.objects.visible_to(user).order_by("name")
        cast(forms.ModelChoiceField, self.fields["author"]).queryset = authors


class AddVersionForm(StepForm):
    file = PaperFileField()
    received_on = DayField(bounds=HAPPENED, label="Received on", required=False)

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, record=record, **kwargs)
        self.fields["received_on"].help_text = _when(record.meeting)


FORMS: dict[str, type[StepForm]] = {"add_version": AddVersionForm, "withdraw_paper": ReasonForm}
