"""The app: screens and widgets. Draws, posts messages, calls practices in workers."""
