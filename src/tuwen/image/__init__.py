"""What is true of pictures themselves, no learning."""
