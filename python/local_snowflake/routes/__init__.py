"""The HTTP requests that the drivers send."""
