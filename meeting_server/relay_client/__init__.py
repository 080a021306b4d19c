"""The server's side of the relay: starts the worker, tells it the plans, hears its reports."""
