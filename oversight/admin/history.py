"""Admin of records that keep what happened to them and the versions of their text, to be read and never put back."""

from django.db import models
from django.http import HttpResponseNotAllowed
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from oversight import history
from oversight.admin.base import RegisterAdmin
from oversight.models import Event
from oversight.visibility import limits_visibility, visible


class VersionWords(HistoricalRecordContextHelper):
    """What changed between two versions, without what the reader may not see."""

    def __init__(self, model, record, *, user, without=()):
        super().__init__(model, record)
        self.user = user
        self.without = without
        self.hidden = False

    def context_for_delta_changes(self, delta):
        shown = []
        for change in delta.changes:
            if change.field in self.without:
                continue
            self.hidden = False
            words = self.format_delta_change(change)
            if not (self.hidden and words.old == words.new):
                shown.append({"field": words.field, "old": words.old, "new": words.new})
        return shown

    def prepare_delta_change_value(self, change, value):
        value = super().prepare_delta_change_value(change, value)
        if isinstance(value, list):
            return [one for one in value if self._may_show(one)]
        if not self._may_show(value):
            return "–"
        choices = dict(getattr(self.model._meta.get_field(change.field), "flatchoices", ()))
        return choices.get(value, value) if isinstance(value, str) else value

    def _may_show(self, value) -> bool:
        if not isinstance(value, models.Model) or not limits_visibility(type(value)):
            return True
        if visible(type(value), self.user).filter(pk=value.pk).exists():
            return True
        self.hidden = True
        return False


class HistoryAdmin(RegisterAdmin, SimpleHistoryAdmin):
    """The admin of records that keep the versions of their text; they are read here, never put back."""

    object_history_template = "admin/history.html"
    object_history_list_template = "admin/versions.html"

    def history_view(self, request, object_id, extra_context=None):
        about = Event.objects.about(self.get_object(request, object_id))
        timeline = history.entries(about, request.user)
        return super().history_view(request, object_id, {"timeline": timeline, **(extra_context or {})})

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self.get_object(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_historical_record_context_helper(self, request, historical_record):
        without = self.kept_back(request, historical_record.instance)
        return VersionWords(self.model, historical_record, user=request.user, without=without)
