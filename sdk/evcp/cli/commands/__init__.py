"""The commands, one module for each kind; `app` imports a module when its command is called."""
