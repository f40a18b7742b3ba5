"""Models: building, computing, measuring and saving them."""
