"""Readers: one file per family of formats, each with one `read`."""
