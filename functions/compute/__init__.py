"""Workers of the Compute service: the steps of generation.asl.json, and the dispatcher."""
