"""What is there, how it is locked, and what taking some of it costs."""
