"""A text that people accept, in one version and both languages."""

from dataclasses import dataclass

from meeting_server.audit.package import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version of a text; accepted by its digest, so that nobody can have accepted another."""

    version: str
    th: str
    en: str

    @property
    def sha256(self) -> str:
        """The digest of both languages, in hex."""
        return digest_of(self.version, self.th, self.en)
