"""The transfer oracle and the ATP oracle: a table of checks, the states they judge and their evidence."""
