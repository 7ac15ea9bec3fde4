"""What goes wrong when it is told to.

`faults` says what, `injector` decides when, by `draws` that a seed repeats; `mangling` and `drift` spoil an
answer.
"""
