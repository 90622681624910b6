"""The desk of meetings, as this app needs it: actions due at a board's next meeting follow it at once, and its
agenda says what each item concerns.
"""

from django.contrib import admin
from django.db import transaction

from boards.admin.agenda import AgendaItemInline
from boards.admin.meeting import MeetingAdmin
from boards.models import Meeting
from recommendations import operations
from recommendations.admin.agenda import ConcernedItemInline
from recommendations.admin.minutes import ActionsInMinutes

admin.site.unregister(Meeting)


@admin.register(Meeting)
class FollowedMeetingAdmin(ActionsInMinutes, MeetingAdmin):
    inlines = [
        ConcernedItemInline if inline is AgendaItemInline else inline for inline in MeetingAdmin.inlines
    ]

    def add(self, obj, *, by, related):
        super().add(obj, by=by, related=related)
        operations.follow_meetings()

    def take(self, step, meeting, *, by, **inputs):
        with transaction.atomic():
            super().take(step, meeting, by=by, **inputs)
            operations.follow_meetings()
