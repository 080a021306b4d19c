"""Live in: one socket per seat, from hello to goodbye."""
