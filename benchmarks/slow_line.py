"""The explorer over a slow line: 9,600 bytes a second, and 200 ms from each end to the other.

Between the program and its reader stands a relay that holds every byte back for as long as the line would: what is
written waits its turn at 9,600 bytes a second, then travels 200 ms; a key travels 200 ms the other way. The first
screen is there when its last row has come, that of the plain text first and that of the explorer after it. A key is
answered when the line has been quiet after it: so the whole answer counts, not its first byte.
"""
