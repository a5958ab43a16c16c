"""How the database becomes the one that this program needs; run by `Records` when it opens one."""
