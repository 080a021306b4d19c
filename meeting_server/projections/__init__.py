"""Readings of the log: pure folds, each for one purpose."""
