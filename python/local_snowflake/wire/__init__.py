"""What goes over HTTP: results as JSON and Arrow, binds, replies."""
