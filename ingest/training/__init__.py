"""The recipe of the shipped embedding model, as numbered steps: see README.md in this folder."""
