"""Measurements, each one command; nothing here is needed to train or to tell stories."""
