"""The door for other programs: OGC API Features and the questions, over the view that files and feeds use."""
