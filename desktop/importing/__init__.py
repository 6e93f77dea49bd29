"""Bringing images home: read what is in a place, copy what was chosen, put the study on the worklist."""
