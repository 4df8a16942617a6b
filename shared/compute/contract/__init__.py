"""The contract of Compute: requests, responses and events that Platform shares."""
