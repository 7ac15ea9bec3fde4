"""The sandbox without a socket: a request goes in, an answer or a fault comes out."""
