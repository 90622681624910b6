"""A piece of evidence as it is given: a file or an address, with its three dates, its author and what it shows."""

from typing import cast

from django import forms

from oversight.day_fields import DayField
from oversight.days import HAPPENED, day_in_words
from oversight.markings import Marking
from oversight.step_forms import StepForm, text
from recommendations.models import Evidence, Recommendation


class EvidenceChoice(forms.ModelChoiceField):
    def label_from_instance(self, item) -> str:
        return f"{item.title} (added {day_in_words(item.added_at)})"


class EvidenceForm(StepForm):
    """The fields of one new piece; `evidence` gives it as an unsaved row, or None where none is given."""

    asked_together: tuple[str, ...] = ("evidence_title", "evidence_address", "evidence_file")

    evidence_title = forms.CharField(label="Evidence: title", max_length=200, required=False)
    evidence_address = forms.URLField(
        label="Evidence: address", max_length=400, required=False, assume_scheme="https"
    )
    evidence_file = forms.FileField(
        label="Evidence: file", required=False, help_text="Instead of an address. Up to 50 MB."
    )
    evidence_shows = text("What the evidence shows", 3, required=False)
    evidence_author = forms.CharField(
        label="Author of the evidence", max_length=200, required=False, help_text="A body or a post."
    )
    evidence_dated_on = DayField(bounds=HAPPENED, label="Date of the evidence", required=False)
    evidence_published_on = DayField(bounds=HAPPENED, label="Date it was published", required=False)
    evidence_received_on = DayField(
        bounds=HAPPENED, label="Date it was received", required=False, help_text="Left empty: today."
    )
    evidence_marking = forms.ChoiceField(
        label="Marking of the evidence", choices=[("", "As the record"), *Marking.choices], required=False
    )
    evidence_is_confirmation = forms.BooleanField(
        label="It is the issuer’s own confirmation that what it required is done", required=False
    )
    evidence_replaces = EvidenceChoice(
        label="Newer version of",
        queryset=Evidence.objects.none(),
        required=False,
        empty_label="Nothing: it is new",
        help_text="What is replaced stays in the record.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = Evidence.objects.visible_to(self.user).filter(replaced_by__isnull=True)
        of = "recommendation" if isinstance(self.record, Recommendation) else "action"
        replaces = cast(forms.ModelChoiceField, self.fields["evidence_replaces"])
        replaces.queryset = held.filter(**{of: self.record.pk}).order_by("-added_at")

    def clean(self):
        cleaned = super().clean()
        given = cleaned.get("evidence_address") or cleaned.get("evidence_file")
        if given and not cleaned.get("evidence_title") and "evidence_title" not in self.errors:
            self.add_error("evidence_title", "Give the evidence a title.")
        return cleaned

    def evidence(self) -> Evidence | None:
        data = self.cleaned_data
        if not (data["evidence_title"] or data["evidence_address"] or data["evidence_file"]):
            return None
        return Evidence(
            title=data["evidence_title"],
            address=data["evidence_address"],
            file=data["evidence_file"],
            shows=data["evidence_shows"],
            author=data["evidence_author"],
            dated_on=data["evidence_dated_on"],
            published_on=data["evidence_published_on"],
            received_on=data["evidence_received_on"],
            marking=data["evidence_marking"] or self.record.marking,
            is_confirmation=data["evidence_is_confirmation"],
            replaces=data["evidence_replaces"],
        )


class AddEvidenceForm(EvidenceForm):
    asked_together = ("evidence_address", "evidence_file")

    evidence_title = forms.CharField(label="Evidence: title", max_length=200)

    def inputs(self) -> dict:
        return {"evidence": self.evidence()}
