"""Scores the pipeline on questions with known answers.

`eval` is also a builtin: always write `from eval.run import ...`.
"""
