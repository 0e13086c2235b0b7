"""Packs on disk, the lab and the engine brought together: running a pack again, and making a smaller one of it.

Nothing here prints or draws. The lab is loaded when it is needed, because it may not be installed.
"""
