"""Dependencies of the routes: the services, by feature, and the caller."""
