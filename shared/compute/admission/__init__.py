"""Admission: rate limits, concurrency limits and fair queues of provider accounts."""
