"""Read what an organisation keeps, check all of it, and hand it on as typed frames."""
