"""Illustrative people, meetings and actions, so that a newcomer sees the register at work."""
