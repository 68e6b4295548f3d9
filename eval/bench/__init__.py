"""Benchmarks: how long things take and how much memory they need, written to a results file."""
