"""What the node answers, a module for each part of the API."""
