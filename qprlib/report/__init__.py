"""What the pages say: the document tree with its two writers, charts, sentences, and the parts of each page."""
