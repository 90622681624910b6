"""The pages about reports, recommendations and actions, one subject a file."""
