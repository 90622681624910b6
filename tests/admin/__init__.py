"""Tests of the admin, the secretariat's pages."""
