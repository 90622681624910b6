"""Proposing closure: the outcome with what it has to name, the statement, and evidence."""

from typing import cast

from django import forms

from oversight.day_fields import DayField
from oversight.days import PLANNED
from oversight.step_forms import text
from oversight.typed import NamedRecordField
from recommendations.forms.evidence import EvidenceForm
from recommendations.models import Action, Recommendation
from recommendations.rules.closure import Outcome


class ProposeForm(EvidenceForm):
    """Of either kind of thing: a successor is of the same kind, and named by its reference."""

    statement = text("How the complete-when test is met", 5)
    outcome = forms.ChoiceField(
        label="Outcome", choices=Outcome.choices, initial=Outcome.IMPLEMENTED, required=False
    )
    superseded_by = NamedRecordField(
        label="Superseded by",
        queryset=Action.objects.none(),
        to_field_name="reference",
        required=False,
        widget=forms.TextInput,
        help_text="Its reference. Only where the outcome is “Superseded”.",
    )
    risk_accepted_by = forms.CharField(
        label="Risk accepted by",
        max_length=200,
        required=False,
        help_text="The post that decides to live with the risk. Only where the outcome is “Risk accepted”.",
    )
    risk_accepted_until = DayField(
        bounds=PLANNED,
        label="Risk accepted until",
        required=False,
        help_text="On the day after it is taken up again by itself. Only where the outcome is “Risk accepted”.",
    )

    successor: type[Action] | type[Recommendation] = Action

    field_order = ["statement", "outcome", "superseded_by", "risk_accepted_by", "risk_accepted_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = cast(forms.ModelChoiceField, self.fields["superseded_by"])
        chosen.queryset = self.successor.objects.visible_to(self.user).entered()
        chosen.error_messages["invalid_choice"] = (
            f"There is no {self.successor._meta.verbose_name} with this reference, or you may not see it."
        )

    def clean_outcome(self):
        return self.cleaned_data["outcome"] or Outcome.IMPLEMENTED

    def inputs(self) -> dict:
        data, evidence = self.cleaned_data, self.evidence()
        names = ("statement", "outcome", "superseded_by", "risk_accepted_by", "risk_accepted_until")
        return {name: data[name] for name in names} | {"evidence": [evidence] if evidence else []}


class ProposeClosureForm(ProposeForm):
    pass


class ProposeRecommendationClosureForm(ProposeForm):
    statement = text("How it ended, and what shows it", 5)
    successor = Recommendation
