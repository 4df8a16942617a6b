"""Records of the compute table: tasks, nodes and jobs."""
