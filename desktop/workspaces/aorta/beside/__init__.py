"""The earlier examination beside the present one: its figures, its own measurement, and both pictures side by side."""
