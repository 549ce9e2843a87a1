"""Benchmarks that print a ratio or a difference against a named alternative in the same run."""
