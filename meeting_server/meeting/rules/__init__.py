"""What may happen: commands in the imperative, each deciding facts or refusing with a reason."""
