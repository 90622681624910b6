"""What adding a paper and each of its steps asks for: one form a step.

A form turns input into the keyword arguments of the operation of the same name; it decides nothing.
"""

from typing import cast

from django import forms

from boards.models import AgendaItem, Organisation
from boards.rules.papers import ACCEPTED_ENDINGS, ITEM_CLOSED, last_day
from oversight.markings import Marking
from oversight.step_forms import LONGEST_TEXT

KINDS = "PDF, Word, Excel, PowerPoint or an image; up to 50 MB."


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


class PaperStepForm(forms.Form):
    """The base: knows the meeting, the paper where there is one, and the person."""

    def __init__(self, *args, meeting, user, paper=None, **kwargs):
        self.meeting, self.user, self.paper = meeting, user, paper
        super().__init__(*args, **kwargs)
        if "received_on" in self.fields:
            self.fields["received_on"].help_text = self._when()

    def _when(self) -> str:
        asked = "Where it came before today. Papers of the board are wanted by {}."
        day = last_day(self.meeting.starts_at, self.meeting.board.paper_days)
        return asked.format(f"{day:%-d %B %Y}") if day else "Where it came before today."

    def inputs(self) -> dict:
        """The operation's keyword arguments."""
        return self.cleaned_data


class ItemChoice(forms.ModelChoiceField):
    def label_from_instance(self, item) -> str:
        return f"{item.number}. {item.title}"


class AddPaperForm(PaperStepForm):
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
    received_on = forms.DateField(label="Received on", required=False)
    # What may not be held is refused by the operation, in words.
    marking = forms.CharField(label="Marking", widget=forms.Select(choices=Marking.choices))
    is_publishable = forms.BooleanField(
        label="Publishable", required=False, help_text="Whether the public may see it, whatever its marking."
    )

    def __init__(self, *args, meeting, user, **kwargs):
        kwargs["initial"] = {"marking": meeting.board.default_marking} | (kwargs.get("initial") or {})
        super().__init__(*args, meeting=meeting, user=user, **kwargs)
        items = AgendaItem.objects.visible_to(user).filter(meeting=meeting)
        cast(ItemChoice, self.fields["agenda_item"]).queryset = items.exclude(
            status__in=ITEM_CLOSED
        ).order_by("number")
        authors = Organisation.objects.visible_to(user).order_by("name")
        cast(forms.ModelChoiceField, self.fields["author"]).queryset = authors


class AddVersionForm(PaperStepForm):
    file = PaperFileField()
    received_on = forms.DateField(label="Received on", required=False)


class WithdrawPaperForm(PaperStepForm):
    reason = forms.CharField(
        label="Reason", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


PAPER_STEP_FORMS: dict[str, type[PaperStepForm]] = {
    "add_paper": AddPaperForm,
    "add_version": AddVersionForm,
    "withdraw_paper": WithdrawPaperForm,
}
