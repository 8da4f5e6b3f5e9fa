"""Work in the background: queue, worker, lease and progress."""
