"""What a trained model does inside: heads, neurons, and what each layer already knows."""
