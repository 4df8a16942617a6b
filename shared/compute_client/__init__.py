"""The client of the Compute service, and the life of an order placed there."""
