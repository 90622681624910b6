"""Pure decisions about recommendations and actions: steps, access, closure, dates. One subject a file."""
