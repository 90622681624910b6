"""Meetings: dates, agenda, papers, minutes, packs and calendars."""
