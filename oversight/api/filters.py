"""The API's filters: those of the pages, read strictly."""

from django_filters import DateFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

from oversight.api.json import NOT_ISO, is_iso_date
from oversight.api.keyset import CursorPages


class StrictFilters(DjangoFilterBackend):
    """Filters that miss nothing: an unknown name is refused, not passed over as if it had been obeyed.

    Nor is one of two values passed over, or a date read in a way its sender may not have meant.
    """

    def filter_queryset(self, request, queryset, view):
        filterset_class = self.get_filterset_class(view, queryset)
        names = set(filterset_class.base_filters) if filterset_class else set()
        known = names | CursorPages.PARAMETERS
        unknown = {name: ["There is no such filter."] for name in request.query_params if name not in known}
        if unknown:
            unknown[""] = [f"Filters here: {', '.join(sorted(known))}."]
            raise ValidationError(unknown)
        if wrong := _twice(request) | _dates(request, filterset_class):
            raise ValidationError(wrong)
        return super().filter_queryset(request, queryset, view)


def _twice(request) -> dict[str, list[str]]:
    """What is given more than once, of which only one could be obeyed."""
    given = request.query_params
    return {name: ["Given twice: give it once."] for name in given if len(given.getlist(name)) > 1}


def _dates(request, filterset_class) -> dict[str, list[str]]:
    """Dates in another form than 2019-03-31. On pages 31/3/2019 is one too: there a person sees what is made of it."""
    filters = filterset_class.base_filters if filterset_class else {}
    return {
        name: [NOT_ISO]
        for name, value in request.query_params.items()
        if isinstance(filters.get(name), DateFilter) and value and not is_iso_date(value)
    }
