"""Sources followed by themselves: cards, polite fetching, evidence kept, and what a response holds. Knows no store."""
