"""Long work, done one job after the other by a process beside the server."""
