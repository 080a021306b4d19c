"""What recording costs a packet, and what a worker that is killed takes with it."""
