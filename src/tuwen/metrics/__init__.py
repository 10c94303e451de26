"""Numbers about answers: numpy in, float out."""
