"""Personal data: found, and later redacted and sealed."""
