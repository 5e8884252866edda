"""The door for a browser: pages over one store, drawn on the server from the same view as commands and reports."""
