"""The demo: the main job from photographs to a delivered ZIP, played as a client would.

    photos ─> upload ─> product ─> look ─┬─> generation ─> review ─┬─> export ─> download
     (each product goes its own way)     └─> generation ─> review ─┘   contact sheet

Everything goes through HTTP and the socket: the demo knows of the product what a client knows.
"""
