"""The map: stations as one page of HTML that needs nothing else."""
