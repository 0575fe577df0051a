"""How much the engine gets out of a machine, side by side with llama.cpp's own server and benchmark."""
