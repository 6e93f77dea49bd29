"""Qt and VTK widgets that show volumes, overlays and curves; pixels and geometry, nothing of patients, drafts or rules."""
