"""The proof of an agent's task: what an agent claims to have done, so that anyone can check it.

An agent is a program or a person that was given a task. Source: EVIDENCE.md, "Proof of an agent's task".
"""
