"""Tests of the register's data, its loading, the demonstration and the command for seats."""
