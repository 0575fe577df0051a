"""Turns messages into tokens with the model's own chat template, so that no message can pose as another's.

The template is code that came with the file and runs within limits (`jinja`). It never sees what people and
documents wrote, only marks that stand for it, so control tokens come from the template's own text alone.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from rlm_desktop.engine.jinja import Template, TemplateFailed
from rlm_desktop.ports import Message

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{{ '<|im_start|>assistant\n' }}"  # Jinja drops a line's end at the very end
)
_MARK = re.compile("\ue0f0(\\d+)\ue0f1")


class Vocabulary(Protocol):
    """What is needed of a model to make tokens of text."""

    @property
    def begin(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def begins_with_begin(self) -> bool: ...
    def tokenize(self, text: str, *, special: bool = False, start: bool = False) -> list[int]: ...
    def token_text(self, token: int) -> str: ...
    def is_special(self, token: int) -> bool: ...


class ChatTemplate:
    """One model's way to write a conversation."""

    def __init__(self, vocabulary: Vocabulary, source: str | None) -> None:
        self._vocabulary = vocabulary
        self.note = ""
        """In words, why the model's own template is not used; empty where it is."""
        self._template = self._usable(source)

    def _usable(self, source: str | None) -> Template:
        try:
            template = Template(source)
            self._render(template, [Message("user", "?")])
        except TemplateFailed as error:
            self.note = f"The model's chat template is not used ({error}); ChatML stands in for it."
            return Template(CHATML)
        return template

    def tokens(self, messages: Sequence[Message]) -> list[int]:
        """The prompt that asks for the next reply."""
        try:
            return self._tokens_of(*self._render(self._template, messages))
        except TemplateFailed:
            # Some models know no system role: its text then opens the first message of the user.
            return self._tokens_of(*self._render_any(_without_system(messages)))

    def _render_any(self, messages: Sequence[Message]) -> tuple[str, Sequence[Message]]:
        try:
            return self._render(self._template, messages)
        except TemplateFailed:
            return self._render(Template(CHATML), messages)

    def _render(self, template: Template, messages: Sequence[Message]) -> tuple[str, Sequence[Message]]:
        """The template's text, with a mark in the place of each message."""
        marked = [
            {"role": message.role, "content": f"\ue0f0{number}\ue0f1"}
            for number, message in enumerate(messages)
        ]
        text = template.render(
            {
                "messages": marked,
                "add_generation_prompt": True,
                "bos_token": self._vocabulary.token_text(self._vocabulary.begin),
                "eos_token": self._vocabulary.token_text(self._vocabulary.end),
                "tools": None,
                "documents": None,
            }
        )
        if [int(number) for number in _MARK.findall(text)] != list(range(len(messages))):
            raise TemplateFailed("it leaves out, repeats or reorders messages")
        return text, messages

    def _tokens_of(self, text: str, messages: Sequence[Message]) -> list[int]:
        writer = _Writer(self._vocabulary)
        for number, piece in enumerate(_MARK.split(text)):
            # The split gives, in turn, text of the template and the number of a message.
            if number % 2:
                writer.plain(messages[int(piece)].content)
            else:
                writer.template(piece)
        return writer.tokens()


class _Writer:
    """Joins the template's text and messages; a run of plain text is cut into tokens as one."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._tokens: list[int] = []
        self._text = ""
        self._controls: set[int] = set()

    def plain(self, text: str) -> None:
        self._text += text

    def template(self, text: str) -> None:
        rest = text
        for token in self._vocabulary.tokenize(text, special=True):
            written = self._vocabulary.token_text(token) if self._vocabulary.is_special(token) else ""
            if written and written in rest:
                before, rest = rest.split(written, 1)
                self._controls.add(token)
                self.plain(before)
                self._flush()
                self._tokens.append(token)
        self.plain(rest)

    def tokens(self) -> list[int]:
        self._flush()
        begin = self._vocabulary.begin
        if self._vocabulary.begins_with_begin and begin >= 0 and self._tokens[:1] != [begin]:
            return [begin, *self._tokens]
        return self._tokens

    def _flush(self) -> None:
        if self._text:
            self._tokens += self._safe(self._text)
        self._text = ""

    def _safe(self, text: str) -> list[int]:
        """Tokens of plain text. Where a vocabulary takes control tokens for words, they are cut in two."""
        tokens = self._vocabulary.tokenize(text)
        for control in self._controls.intersection(tokens):
            written = self._vocabulary.token_text(control)
            before, found, after = text.partition(written)
            if found and len(written) > 1:
                return self._safe(before + written[0]) + self._safe(written[1:] + after)
        return tokens


def _without_system(messages: Sequence[Message]) -> Sequence[Message]:
    head = "\n\n".join(message.content for message in messages if message.role == "system")
    others = [message for message in messages if message.role != "system"]
    if not head:
        return others
    if others and others[0].role == "user":
        return [Message("user", f"{head}\n\n{others[0].content}"), *others[1:]]
    return [Message("user", head), *others]
