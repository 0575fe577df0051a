"""What can compute on a machine: its processor, and graphics cards that llama.cpp has a back end for."""

import msgspec


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """`backend` is llama.cpp's name for the way it is used: "CPU", "CUDA", "Vulkan", "Metal"."""

    name: str
    title: str
    backend: str
    kind: str
    free_bytes: int
    total_bytes: int
