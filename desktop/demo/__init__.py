"""The built-in demo: a fictitious department, generated patients, and the whole main job without hands."""
