"""The life cycle of a report as one table of states, events and guards. Pure."""
