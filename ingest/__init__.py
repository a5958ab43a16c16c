"""The staff's refresh: sources in, a checked version of the knowledge base out."""
