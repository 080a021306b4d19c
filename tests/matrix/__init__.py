"""Every role, every deed, every situation: what must be refused is, and for which reason."""
