"""Text that can be sent: half of a character, as a cut text or a hostile file may hold, becomes a "?"."""


def encodable(value: object) -> object:
    """The same, of strings, lists and dicts, with what UTF-8 has no bytes for replaced."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {name: encodable(part) for name, part in value.items()}
        case list() | tuple():
            return [encodable(part) for part in value]
        case _:
            return value
