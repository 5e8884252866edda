"""What things are: records, their ids, and nothing that runs."""
