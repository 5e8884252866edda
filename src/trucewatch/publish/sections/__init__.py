"""The sections of the report, one a module; each makes sentences from the view and nothing else."""
