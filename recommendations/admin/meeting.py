"""The desk of meetings, as this app needs it: actions due at a board's next meeting follow it at once."""

from django.contrib import admin
from django.db import transaction

from boards.admin.meeting import MeetingAdmin
from boards.models import Meeting
from recommendations import operations

admin.site.unregister(Meeting)


@admin.register(Meeting)
class FollowedMeetingAdmin(MeetingAdmin):
    def add(self, obj, *, by, related):
        super().add(obj, by=by, related=related)
        operations.follow_meetings()

    def take(self, step, meeting, *, by, **inputs):
        with transaction.atomic():
            super().take(step, meeting, by=by, **inputs)
            operations.follow_meetings()
