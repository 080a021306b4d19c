"""Every provider of the settings, by its id, with one trust in certificates between them."""

from collections.abc import Mapping, Sequence

import httpx2

from meeting_server.accounts.providers import Provider
from meeting_server.oidc.issuer import Issuer
from meeting_server.services.ports import Clock


def issuers(providers: Sequence[Provider], clock: Clock) -> Mapping[str, Issuer]:
    """Nothing is asked of anybody yet. Reading the certificates takes a moment, so it is done once, at the start."""
    if not providers:
        return {}
    trust = httpx2.create_ssl_context()
    return {each.id: Issuer(each, clock, trust) for each in providers}
