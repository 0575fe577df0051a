"""An answer as the window shows it: card, chart, evidence, coverage, steps, and what is exported."""
