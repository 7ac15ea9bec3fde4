"""Native walks for `evcp`: nothing to import; `evcp` finds them and `evcp.codec_info()` names them."""

__version__ = "0.1.0"
