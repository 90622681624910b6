"""Loads the tests' own plugin: private servers, the browser, and the choice of the database."""

pytest_plugins = ["tests.servers.plugin"]
