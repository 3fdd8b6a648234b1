"""How far each section has come, who agreed what, and what changed since."""
