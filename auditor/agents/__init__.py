"""Answers the hooks of coding agents: what an agent is about to write, run or send is audited before it happens."""
