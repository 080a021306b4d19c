"""Prints the words that the browser shares with the server, as TypeScript (`make schema`)."""

import json
import sys

from meeting_server.export.words import words

HEAD = "/* Generated from the server's words (`make schema`); do not edit. */\n\n"


def main() -> None:
    """Print the catalogue: refusals, what may be wrong, gaps of a recording, and the provisions that orders rest on."""
    catalogue = {
        language: {
            "reason": {reason.value: said for reason, said in words(language).reason.items()},
            "fault": {fault.value: said for fault, said in words(language).fault.items()},
            "weakness": {why.value: said for why, said in words(language).weakness.items()},
            "gap": {reason.value: said for reason, said in words(language).gap.items()},
            "basis": dict(words(language).coded["basis"]),
            "incident": {what.value: said for what, said in words(language).incident.items()},
            "cause": {cause.value: said for cause, said in words(language).cause.items()},
            "result": {result.value: said for result, said in words(language).result.items()},
        }
        for language in ("th", "en")
    }
    sys.stdout.write(HEAD)
    sys.stdout.write(f"export const th = {_typescript(catalogue['th'])};\n\n")
    sys.stdout.write(f"export const en: typeof th = {_typescript(catalogue['en'])};\n")


def _typescript(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
