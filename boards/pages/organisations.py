"""The page of an organisation."""

from django.db.models import QuerySet

from boards.models import Organisation
from oversight.pages import RecordPage


class OrganisationPage(RecordPage):
    """An organisation, with the names it carried before."""

    model = Organisation
    slug_field = "slug"
    slug_url_kwarg = "slug"
    template_name = "boards/organisation.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("former_names")
