"""What is true of text itself, no learning."""
