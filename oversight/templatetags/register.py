"""Words and marks every page uses: days and moments, what is not recorded, lines of text, forms in GOV.UK markup."""

from datetime import date, datetime
from typing import Any

from django import forms, template
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from oversight.forms import style_form

register = template.Library()

NOT_RECORDED = format_html('<span class="register-muted">{}</span>', "Not recorded")


@register.filter
def recorded(value: Any) -> Any:
    """The value, or “Not recorded” where nothing is known. Yes and no for what is one or the other."""
    if value is True:
        return "Yes"
    if value is False:
        return "No"
    return NOT_RECORDED if value is None or value == "" else value


@register.filter
def day(value: date | datetime | None) -> str:
    """6 May 2019."""
    if value is None or value == "":
        return NOT_RECORDED
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return format_html(
        '<time class="register-day" datetime="{}">{}</time>',
        (value.date() if isinstance(value, datetime) else value).isoformat(),
        formats.date_format(value, "j F Y"),
    )


@register.filter
def moment(value: datetime | None) -> str:
    """6 May 2019 at 14:05, in London."""
    if not value:
        return NOT_RECORDED
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{} at {}</time>',
        local.isoformat(timespec="minutes"),
        formats.date_format(local, "j F Y"),
        local.strftime("%H:%M"),
    )


@register.filter
def lines(text: str | None) -> list[str]:
    """The lines of a text that holds one thing a line."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


@register.filter
def sources(text: str | None) -> SafeString | str:
    """One source a line as a list, addresses as links."""
    rows = lines(text)
    if not rows:
        return NOT_RECORDED
    return format_html(
        '<ul class="govuk-list register-sources">{}</ul>',
        format_html_join("", "<li>{}</li>", ((_source(row),) for row in rows)),
    )


def _source(row: str) -> SafeString | str:
    if row.startswith(("https://", "http://")) and " " not in row:
        shown = row.split("://", 1)[1].removeprefix("www.")
        return format_html(
            '<a class="govuk-link register-break" href="{}" rel="noreferrer">{}</a>', row, shown
        )
    return row


@register.filter
def file_size(size: float | None) -> str:
    """2.4 MB."""
    if size is None:
        return ""
    for unit in ("bytes", "KB", "MB"):
        if size < 1024 or unit == "MB":
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return ""


@register.filter
def is_a(field: forms.BoundField, kind: str) -> bool:
    """Whether the control is of this class of Django's, for instance DateInput."""
    return isinstance(field.field.widget, getattr(forms, kind))


@register.simple_tag
def govuk_fields(form: forms.BaseForm) -> SafeString:
    """All fields of any form, in GOV.UK markup."""
    return style_form(form).render("govuk/form.html")


@register.simple_tag
def dressed(form: forms.BaseForm) -> forms.BaseForm:
    """The form, its fields ready to be placed one by one with as_field_group."""
    return style_form(form)
