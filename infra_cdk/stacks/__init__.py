"""The stacks: one per part that is deployed and scaled independently."""
