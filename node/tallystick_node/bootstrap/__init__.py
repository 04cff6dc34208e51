"""The node as a process: everything else is put together here, and nowhere else."""
