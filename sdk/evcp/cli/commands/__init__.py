"""The commands, a module for each kind; `root` loads one when it is called."""
