"""Accounts: the rules of passwords, attempts and signed-in sessions, plain and without a clock of their own."""
