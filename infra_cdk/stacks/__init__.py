"""One stack per part that scales, and is deployed, on its own."""
