"""The admin of reports, recommendations and actions, one subject a file."""

from recommendations.admin import action, agenda, imports, meeting, person, recommendation, report

__all__ = ["action", "agenda", "imports", "meeting", "person", "recommendation", "report"]
