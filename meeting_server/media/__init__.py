"""The relay and the recorder: worker processes that know plans, seats and packets, and no law."""
