"""Pages around the content: the site, the front page of all editions, and search."""
