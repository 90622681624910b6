"""The API of reports, recommendations and actions, one subject a file."""
