"""What every other layer stands on: items, latents, parts, errors, files."""
