"""Many runs and their packs in one database, grouped by what broke. It knows no screen."""
