"""The checks of one end's log: what they keep of the events, and the table of what they look for."""
