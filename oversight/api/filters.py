"""The API's filters: those of the pages, read strictly."""

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

from oversight.api.keyset import CursorPages


class StrictFilters(DjangoFilterBackend):
    """Filters that miss nothing: an unknown name is refused, not passed over as if it had been obeyed."""

    def filter_queryset(self, request, queryset, view):
        filterset_class = self.get_filterset_class(view, queryset)
        names = set(filterset_class.base_filters) if filterset_class else set()
        known = names | CursorPages.PARAMETERS
        unknown = {name: ["There is no such filter."] for name in request.query_params if name not in known}
        if unknown:
            unknown[""] = [f"Filters here: {', '.join(sorted(known))}."]
            raise ValidationError(unknown)
        return super().filter_queryset(request, queryset, view)
