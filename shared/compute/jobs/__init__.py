"""Jobs: the work that is sent to providers, from the priority queue to the node's outcome.

    dispatch -> job_planner -> job_runner -> job_submission -> job_completion
                                                 provider -> callbacks -> job_checks -^

A *job* is one attempt at a node at one provider; job_plan.py describes it before it is stored.
"""
