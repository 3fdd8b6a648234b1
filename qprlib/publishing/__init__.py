"""From page notebooks to a finished edition: running, publishing, staging, manifest."""
