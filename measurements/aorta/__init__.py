"""Aorta: centreline, sections perpendicular to it, diameters, levels."""
