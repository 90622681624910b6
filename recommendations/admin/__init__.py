"""The desks of reports, recommendations and actions, one subject a file; and the trays of the admin's index."""

from recommendations.admin import action, agenda, imports, meeting, person, recommendation, report, trays

__all__ = ["action", "agenda", "imports", "meeting", "person", "recommendation", "report", "trays"]
