"""One call to the service, without I/O: authentication, retries, deadlines, errors, redaction."""
