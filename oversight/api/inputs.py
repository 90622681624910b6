"""What is sent to the API, read by the same forms as on the pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from rest_framework.exceptions import ParseError

from oversight.api.json import NOT_A_MOMENT, NOT_ISO, is_iso_date, is_iso_moment
from oversight.api.refusals import InvalidInput

# A page's form may carry it beside what the step asks.
NOT_AN_INPUT = "csrfmiddlewaretoken"


def texts(sent: Any, fields: Mapping[str, forms.Field]) -> dict[str, str]:
    """What was sent as a form reads it: text for each input, files apart. Raises InvalidInput for anything else."""
    if not isinstance(sent, Mapping):
        raise ParseError("Send one JSON object, its keys being the inputs of the step.")
    given, wrong = {}, {}
    for name, value in sent.items():
        if name == NOT_AN_INPUT or value is None:
            continue
        field = fields.get(name)
        if field is None:
            wrong[name] = [f"There is no such input. This step takes: {', '.join(fields)}."]
        elif isinstance(field, forms.FileField):
            if isinstance(value, str):
                wrong[name] = ["Send the file as multipart/form-data."]
        elif isinstance(field, forms.BooleanField) and isinstance(value, bool):
            given[name] = "true" if value else ""
        elif isinstance(field, forms.IntegerField) and isinstance(value, int) and not isinstance(value, bool):
            given[name] = str(value)
        elif not isinstance(value, str):
            wrong[name] = ["Give this as text."]
        elif isinstance(field, forms.DateField) and value and not is_iso_date(value):
            wrong[name] = [NOT_ISO]
        elif isinstance(field, forms.DateTimeField) and value and not is_iso_moment(value):
            wrong[name] = [NOT_A_MOMENT]
        else:
            given[name] = value
    if wrong:
        raise InvalidInput(wrong)
    return given


def accepted(form: Any) -> dict[str, Any]:
    """The operation's keyword arguments, by the form. Raises InvalidInput."""
    if not form.is_valid():
        said = {name: [str(sentence) for sentence in errors] for name, errors in form.errors.items()}
        raise InvalidInput(said, general=said.pop("__all__", []))
    return form.inputs()
