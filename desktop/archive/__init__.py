"""The hospital's archives on the screen: which nodes there are, searching, fetching, receiving, sending, the planning."""
