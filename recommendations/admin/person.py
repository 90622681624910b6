"""People in the admin: which owners of open actions have no working e-mail address, and who is notified instead."""

from django.contrib import admin
from django.http import HttpRequest

from boards.admin.person import PersonAdmin
from boards.models import Person
from recommendations.due import owners_out_of_reach, reminded_instead
from recommendations.models import Action


class ReachFilter(admin.SimpleListFilter):
    title = "reminders"
    parameter_name = "reach"

    def lookups(self, request, model_admin):
        return [("none", "Owns open actions and cannot be reached")]

    def queryset(self, request, queryset):
        if self.value() != "none":
            return queryset
        owners = owners_out_of_reach(Action.objects.visible_to(request.user))
        return queryset.filter(pk__in=owners.order_by().values("pk"))


def out_of_reach(request: HttpRequest, person: Person) -> str | None:
    """Of what the reader sees of their actions."""
    owner = owners_out_of_reach(Action.objects.visible_to(request.user)).filter(pk=person.pk).first()
    return f"{owner} {reminded_instead(owner)}." if owner else None


@admin.register(Person)
class OwnerAdmin(PersonAdmin):
    list_filter = [*PersonAdmin.list_filter, ReachFilter]
    notes = [*PersonAdmin.notes, out_of_reach]
