"""Stories: sources, packing, and the order in which they are read."""
