"""Who came to a meeting, as rows of its desk."""

from boards.admin.agenda import SMALL_TEXT
from boards.admin.base import BoardsInline
from boards.models import AgendaItem, Attendance


class AttendanceInline(BoardsInline):
    model = Attendance
    fields = ["person", "kind", "deputy_for", "left_for", "declared_interest"]
    autocomplete_fields = ["person", "deputy_for"]
    formfield_overrides = SMALL_TEXT

    def get_queryset(self, request):
        rows = (
            super().get_queryset(request).select_related("person__organisation", "deputy_for__organisation")
        )
        return rows.prefetch_related("left_for")

    def get_formset(self, request, obj=None, **kwargs):
        """Only items of this meeting's own agenda can be left."""
        formset = super().get_formset(request, obj, **kwargs)
        if "left_for" in formset.form.base_fields:
            items = AgendaItem.objects.visible_to(request.user).filter(meeting=obj and obj.pk)
            formset.form.base_fields["left_for"].queryset = items.order_by("number")
            formset.form.base_fields["left_for"].label_from_instance = str
        return formset
