"""The one training loop, plans and checkpoints."""
