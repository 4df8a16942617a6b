"""Review: predictions of a shot, and the decision which of them is delivered."""
