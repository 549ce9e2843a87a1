"""Runs as one page: `write_report` makes a file that needs nothing else to be read."""

from eval.report.page import write_report as write_report
