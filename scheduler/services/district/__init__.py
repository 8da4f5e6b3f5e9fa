"""What the district sees of its sites: figures side by side, without names."""
