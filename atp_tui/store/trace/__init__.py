"""The events of a trace on disk, by their place: an index made in one pass, pages decoded when they are asked for."""
