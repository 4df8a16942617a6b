"""Tasks: submission, validation, the start and completion of nodes, results."""
