"""From place names in reports to ground with an honest radius, or to a question for a person. Pure: no file, no clock."""
