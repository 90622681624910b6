"""The admin of bank holidays that were proclaimed since the package of the known ones was made."""

from django.contrib import admin

from boards import operations
from boards.models import BankHoliday
from oversight.admin.base import RegisterAdmin


@admin.register(BankHoliday)
class BankHolidayAdmin(RegisterAdmin):
    list_display = ["day", "name", "source", "is_withdrawn"]
    list_filter = ["is_withdrawn"]
    search_fields = ["name", "source"]
    ordering = ["-day"]
    fields = ["day", "name", "source", "is_withdrawn"]

    def get_fields(self, request, obj=None):
        return self.fields if obj is not None else [name for name in self.fields if name != "is_withdrawn"]

    def add(self, obj, *, by, related):
        operations.enter_bank_holiday(obj, by=by)

    def amend(self, obj, *, by, changes, related):
        operations.amend_bank_holiday(obj, by=by, changes=changes)
