"""Accounts, organizations, sessions, access tokens and permissions."""
