"""The use cases: order, time, and who is asking."""
