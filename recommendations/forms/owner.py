"""Who is to own an action: an organisation, and a person of it by name or e-mail address."""

from typing import Any

from django import forms
from django.db import models

from boards.models import Organisation, Person
from oversight.folding import did_you_mean, folded, sought, ways_to_write
from oversight.step_forms import StepForm, text
from oversight.typed import MOST_COMPARED, NamedRecordField


class PersonField(forms.CharField):
    """A person as somebody types them; None where it is left empty. Only who may be seen is found or named."""

    queryset: models.QuerySet = Person.objects.none()

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found: list[Person] = []
        for way in ways_to_write(typed):
            found = found or self._called(way)
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(f"“{typed}” is the name of several people: give the e-mail address.")
        names = self.queryset.order_by("-pk").values_list("name", flat=True)[:MOST_COMPARED]
        said = f"“{typed}” is not a person of the register. {did_you_mean(typed, names)}"
        raise forms.ValidationError(said.strip(), code="invalid_choice")

    def _called(self, name: str) -> list[Person]:
        near = self.queryset.filter(sought__contains=f"\n{sought(name)}\n")
        return [one for one in near if folded(name) in (folded(one.name), folded(one.email or ""))]


class HandOverForm(StepForm):
    """Opened on the present owner."""

    owner_organisation = NamedRecordField(
        label="Owning organisation", queryset=Organisation.objects.none(), to_field_name="slug"
    )
    owner = PersonField(
        label="Owner",
        max_length=200,
        required=False,
        help_text="Name or e-mail address. Left empty: nobody of the organisation yet.",
    )
    reason = text("Reason")

    def __init__(self, *args: Any, record: Any, user: Any, **kwargs: Any):
        held = {"owner_organisation": record.owner_organisation.slug}
        if record.owner:
            held["owner"] = record.owner.email or record.owner.name
        kwargs["initial"] = held | (kwargs.get("initial") or {})
        super().__init__(*args, record=record, user=user, **kwargs)
        organisation: Any = self.fields["owner_organisation"]
        organisation.queryset = Organisation.objects.visible_to(user).order_by("name")
        owner: Any = self.fields["owner"]
        owner.queryset = Person.objects.filter(
            pk__in=Person.objects.visible_to(user).filter(is_service=False).values("pk")
        )
