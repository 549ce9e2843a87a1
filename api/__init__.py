"""The HTTP service over `qa.pipeline`."""
