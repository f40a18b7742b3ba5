"""Stories over HTTP: which models there are, one thread that tells all stories, and the addresses around it."""
