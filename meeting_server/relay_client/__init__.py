"""The port `Relay`: starts and supervises the media workers, tells them plans, reads their reports."""

from meeting_server.relay_client.client import WorkerRelay

__all__ = ["WorkerRelay"]
