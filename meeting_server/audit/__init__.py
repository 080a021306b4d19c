"""The log: entries, their names on disk, the tree over them, and the verifier that needs no server."""
