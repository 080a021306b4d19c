"""Providers of identity as they are spoken to: OpenID Connect, by Authlib."""
