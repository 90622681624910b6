"""Measurements, run by bin/bench: each beside fixed work of the same kind in the same run, so that figures compare."""
