"""Tests of the reminder engine."""
