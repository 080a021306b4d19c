"""Papers of a meeting: each renderer turns the log into one file, in the words of `words/`."""
