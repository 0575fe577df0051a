"""Models that run elsewhere, on servers the user names: the OpenAI protocol, and nothing unless asked for."""
