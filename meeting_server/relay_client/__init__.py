"""The port `Relay`: starts and supervises the media workers, tells them plans, reads their reports."""

from meeting_server.relay_client.client import WorkerRelay
from meeting_server.relay_client.pool import WorkerPool
from meeting_server.relay_client.process import Place, Spare
from meeting_server.relay_client.turn import Turn

__all__ = ["Place", "Spare", "Turn", "WorkerPool", "WorkerRelay"]
