"""Clinical workspaces; each is found through the entry-point group `voorverslag.workspaces`."""
