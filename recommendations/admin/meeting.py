"""Meetings in the admin, as this app needs them: the agenda says what each item concerns, the minutes their actions."""

from django.contrib import admin

from boards.admin.agenda import AgendaItemInline
from boards.admin.meeting import MeetingAdmin
from boards.models import Meeting
from recommendations.admin.agenda import ConcernedItemInline
from recommendations.admin.minutes import ActionsInMinutes

admin.site.unregister(Meeting)


@admin.register(Meeting)
class FollowedMeetingAdmin(ActionsInMinutes, MeetingAdmin):
    inlines = [
        ConcernedItemInline if inline is AgendaItemInline else inline for inline in MeetingAdmin.inlines
    ]
