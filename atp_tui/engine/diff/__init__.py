"""Two crashpacks side by side: facts that differ, and traces aligned by lane and lab time."""
