"""Meetings in the admin: the agenda says what each item concerns, the minutes their actions."""

from django.contrib import admin

from boards.admin.meeting import MeetingAdmin
from boards.models import Meeting
from recommendations.admin.agenda import ConcernedItemInline
from recommendations.admin.minutes import ActionsInMinutes


@admin.register(Meeting)
class MeetingWithActionsAdmin(ActionsInMinutes, MeetingAdmin):
    inlines = [ConcernedItemInline, *MeetingAdmin.inlines]
