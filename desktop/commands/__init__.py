"""The headless commands: each calls the same functions as the screens."""
