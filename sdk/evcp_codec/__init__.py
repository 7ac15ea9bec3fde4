"""The runtime of generated codecs: what their readers and writers stand on."""
