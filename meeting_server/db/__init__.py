"""The database: the log of every meeting, the rows kept beside it, and the ordinary records."""
