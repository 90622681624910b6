"""Where the file of a piece of evidence is downloaded, and whose address it stands at."""

from urllib.parse import urlsplit

from django import template
from django.urls import reverse

from recommendations.models import Evidence

register = template.Library()


@register.filter
def file_address(evidence: Evidence) -> str:
    """Below the action or the recommendation it is evidence of."""
    if evidence.action is not None:
        return reverse("evidence-file", args=[evidence.action.reference, evidence.pk])
    return reverse("recommendation-evidence-file", args=[evidence.recommendation.reference, evidence.pk])


@register.filter
def host(address: str) -> str:
    """The name of the site, without “www.”."""
    return (urlsplit(address).hostname or address).removeprefix("www.")
