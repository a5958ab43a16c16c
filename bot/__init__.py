"""The Telegram front end: a client of the API over HTTP that imports none of the other packages."""
