"""The benchmark of the codecs: its pages, its contestants, its clocks and its report."""
