"""The Compute service's HTTP surface: Platform is its only caller."""
