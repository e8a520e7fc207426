"""Tells what a worker does with a batch: prefilter, read, classify, and pack the result."""
