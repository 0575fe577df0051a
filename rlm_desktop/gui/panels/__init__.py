"""The panels beside the conversation: libraries, history, models, settings, profile and steps."""
