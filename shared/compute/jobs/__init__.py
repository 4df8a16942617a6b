"""Jobs: what is ordered from a provider, from the queue to the answer.

dispatch -> ordering -> (the provider works) -> callbacks, checking -> ending
"""
