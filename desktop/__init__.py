"""The application: windows, worklist, workspaces, draft editor, review desk, command line. It wires; it holds no formula and no rule."""
