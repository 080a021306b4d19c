"""The rules of a meeting: pure Python, no clock, no await, no I/O."""
