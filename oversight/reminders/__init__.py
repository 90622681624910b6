"""The reminder engine: what is owed, the ledger, one digest a person a day. It knows no domain."""
