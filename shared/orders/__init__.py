"""Small works that are ordered from Compute and are no generations: captions, base images."""
