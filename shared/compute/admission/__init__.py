"""Admission: rate and concurrency limits of provider accounts, and their fair queues."""
