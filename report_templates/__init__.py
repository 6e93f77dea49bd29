"""Report templates as data, and their renderers."""
