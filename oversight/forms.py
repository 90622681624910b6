"""How forms look on our pages: GOV.UK markup from templates/govuk/, while the admin keeps Django's own."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import loader

# Kind of control -> the GOV.UK class it wears.
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, "govuk-radios"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.PasswordInput, "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.widgets.Input, "govuk-input"),
)


class PageRenderer(TemplatesSetting):
    """Takes a template from templates/govuk/ where there is one of the same name."""

    form_template_name = "govuk/form.html"
    field_template_name = "govuk/field.html"

    def get_template(self, template_name: str) -> Any:
        return loader.select_template([f"govuk/{template_name}", template_name])


def style_form(form: forms.BaseForm) -> forms.BaseForm:
    """The same form in GOV.UK markup: classes on its controls, our templates around them."""
    form.renderer = PageRenderer()
    for name, field in form.fields.items():
        widget = field.widget
        if widget.is_hidden:
            continue
        worn = next((css for kind, css in CLASSES if isinstance(widget, kind)), "")
        if name in form.errors and worn not in ("govuk-radios", "govuk-checkboxes__input"):
            worn += f" {worn.split()[0]}--error"
        if isinstance(widget, forms.DateInput):
            worn += " govuk-input--width-10 moj-js-datepicker-input"
            widget.attrs["autocomplete"] = "off"
        widget.attrs["class"] = worn
        widget.attrs.pop("placeholder", None)
    return form
