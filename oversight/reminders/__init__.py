"""The reminders: what is due to be sent -> the ledger -> one digest a person a day. They know no board.

The apps above say what falls due, one class a kind (kinds.py).
"""
