"""Tests of people and log-in."""
