"""The wider oracle of an ATP transfer: ten checks, what each weighs, and what they weigh together."""
