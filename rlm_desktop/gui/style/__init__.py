"""How the window looks: colours, signs, buttons, labels, layouts and bars, also for screen readers."""
