"""Billing: budgets, reservations, the ledger and prices."""
