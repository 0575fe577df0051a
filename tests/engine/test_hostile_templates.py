"""Templates that came with a model and mean harm: each is given up with a reason, and no more happens."""

import sys
import time

import pytest

from rlm_desktop.engine.jinja import Template, TemplateFailed
from rlm_desktop.engine.templates import ChatTemplate
from rlm_desktop.ports import Message

GOOD = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
MESSAGES = (Message("system", "Be short."), Message("user", "Hello"))


class Letters:
    """A vocabulary of letters, of which one is a control token."""

    begin, end, begins_with_begin = -1, -1, False

    def tokenize(self, text: str, *, special: bool = False, start: bool = False) -> list[int]:
        return list(text.encode())

    def token_text(self, token: int) -> str:
        return chr(token) if token >= 0 else ""

    def is_special(self, token: int) -> bool:
        return token == ord("<")


REACHING = {
    "classes": "{{ messages.__class__.__mro__[1].__subclasses__() }}",
    "globals of a function": "{{ raise_exception.__globals__['sys'] }}",
    "globals by a filter": "{{ raise_exception|attr('__globals__')|attr('get')('sys') }}",
    "globals by format": "{{ '{0.__globals__}'.format(raise_exception) }}",
    "globals by format_map": "{{ '{x.__globals__}'.format_map({'x': raise_exception}) }}",
    "format by a filter": "{{ ('{0.__globals__}'|attr('format'))(raise_exception) }}",
    "the code of a macro": "{% macro m() %}{% endmacro %}{{ m._func.__code__.co_consts }}",
    "the frame of a generator": "{{ (messages|select|attr('gi_frame')).f_back.f_globals }}",
    "its own environment": "{{ self._TemplateReference__context.environment.globals.clear() }}",
    "the module of the joiner": "{{ joiner.__init__.__globals__.os.popen('true') }}",
    "the loop's own": "{% for m in messages %}{{ loop.__init__.__globals__.sys }}{% endfor %}",
    "a change of the messages": "{{ messages.append(1) }}" + GOOD,
    "a change of a message": "{{ messages[0].update({'content': 'x'}) }}" + GOOD,
    "another file": "{% include '/etc/passwd' %}",
    "a parent": "{% extends '/etc/passwd' %}",
    "an import": "{% import 'os' as os %}{{ os }}",
}
ENDLESS = {
    "loops in loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "a great range": "{% for a in range(10**12) %}{% endfor %}",
    "recursion of a loop": "{% for a in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
    "recursion of a macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": "{% macro a(n) %}{% if n %}{{ a(n-1) }}{{ a(n-1) }}{% endif %}"
    "{% endmacro %}{{ a(40) }}",
    "a power": "{{ 10 ** 10 ** 10 }}",
    "a power of a power": "{% set n = 10 ** 4000 %}{{ n ** 4000 ** 1 }}",
    "a power that is folded": "{{ 9 ** 9999999 > 1 }}",
    "products that double": "{% set x = namespace(n=10) %}{% for i in range(60) %}{% set x.n = x.n * x.n %}"
    "{% endfor %}",
    "sorting again and again": "{% for i in range(99999) %}{{ range(99999)|sort|length }}{% endfor %}",
    "filters over filters": "{{ range(99999)|map('string')|map('length')|map('abs')|select|list|length }}"
    * 999,
    "rounding": "{{ 1.5|round(999999999, 'ceil') }}",
    "only for long conversations": "{% if messages|length > 1 %}{% for a in range(99999) %}"
    "{% for b in range(99999) %}{% endfor %}{% endfor %}{% endif %}" + GOOD,
}
FILLING = {
    "a product of text": "{{ 'x' * 10 ** 10 }}",
    "a product that is folded": "{{ ('x' * 99999999) * 99999 }}",
    "a product of a list": "{{ ([0] * 10 ** 10)|length }}",
    "text that doubles": "{% set x = namespace(s='x') %}{% for i in range(60) %}{% set x.s = x.s ~ x.s %}"
    "{% endfor %}",
    "a block that doubles": "{% set a %}xxxxxxxx{% endset %}"
    + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60
    + "{{ a }}",
    "a field of a number": "{{ '%9999999999d' % 1 }}",
    "a field by format": "{{ '{:9999999999}'.format(1) }}",
    "a field by a filter": "{{ '%9999999999d'|format(1) }}",
    "padding": "{{ 'x'.ljust(10 ** 10) }}",
    "zeros": "{{ 'x'.zfill(10 ** 10) }}",
    "centring": "{{ 'x'|center(10 ** 10) }}",
    "indenting": "{{ ('x\n' * 9999)|indent(10 ** 8) }}",
    "indented JSON": "{{ [[[[1]]]]|tojson(indent=10 ** 10) }}",
    "replacing nothing": "{{ ('x' * 99999).replace('', 'y' * 999999) }}",
    "joining": "{{ range(99999)|join('x' * 999999) }}",
    "tabs": "{{ '\t'.expandtabs(2 ** 31 - 1) * 9 }}",
    "much that is written": "{% for i in range(99999) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}" + GOOD,
}
BROKEN = {
    "brackets without end": "{{ " + "(" * 100_000,
    "brackets in brackets": "{{ " + "(" * 30_000 + "1" + ")" * 30_000 + " }}",
    "signs in a row": "{{ " + "-" * 30_000 + "1 }}",
    "sums in a row": "{{ 1" + "+1" * 60_000 + " }}",
    "blocks in blocks": "{% if 1 %}" * 500 + "{% endif %}" * 500,
    "loops deeper than Python has": "{% for a in b %}" * 30 + "{% endfor %}" * 30,
    "comments without end": "{#" * 100_000,
    "a text without end": "{{ '" + "\\" * 100_000,
    "half a character": "{{ '\\ud800' }}" + GOOD,
    "a filter that is none": "{{ 1|steal }}",
    "a test that is none": "{{ 1 is stolen }}",
    "an error with a page of text": "{{ raise_exception('x\n' * 9999) }}",
    "an error that is no text": "{{ raise_exception(messages) }}",
    "a date of any form": "{{ strftime_now('%' * 9999) }}{{ strftime_now(1) }}",
    "nothing but marks": "\ue0f00\ue0f1\ue0f01\ue0f1\ue0f02\ue0f1",
    "messages in another order": "{% for m in messages|reverse %}{{ m.content }}{% endfor %}",
    "a character of a message": "{{ messages[0].content[1:] }}",
    "NUL": "\0",
    "nothing": "",
}  # fmt: skip
HOSTILE = REACHING | ENDLESS | FILLING | BROKEN
SLOW = {
    *("sums in a row", "much that is written", "indenting", "loops in loops", "sorting again and again"),
    *("a macro that calls itself twice", "text that doubles", "only for long conversations"),
    *("a block that doubles", "filters over filters"),
}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.slow] if kind in SLOW else []) for kind in HOSTILE]
)
def test_it_gives_way_to_a_known_one_or_does_no_harm(kind: str) -> None:
    started, traced = time.process_time(), sys.gettrace()

    template = ChatTemplate(Letters(), HOSTILE[kind])
    tokens = template.tokens(MESSAGES)

    text = bytes(tokens).decode()
    assert text.count("Be short.") == 1 and text.count("Hello") == 1
    assert "root:" not in text and "module" not in text and "built-in" not in text
    assert template.note.isprintable() and len(template.note) < 400
    assert time.process_time() - started < 30
    assert sys.gettrace() is traced


def test_usual_templates_are_far_from_the_limits() -> None:
    template = ChatTemplate(
        Letters(), "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}{% endfor %}"
    )
    many = tuple(Message("user", f"message {number}") for number in range(2_000))

    assert b"message 1999" in bytes(template.tokens(many))
    assert template.note == ""


def test_numbers_of_usual_size_can_be_computed_with() -> None:
    written = Template("{{ messages|length % 2 }} {{ 2 ** 10 }} {{ 'ab' * 3 }} {{ 7 // 2 }} {{ 1 / 4 }}")

    assert written.render({"messages": [1]}) == "1 1024 ababab 3 0.25"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a limit of this kind")
def test_the_limit_of_memory_is_taken_back() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(TemplateFailed, match="memory"):
        Template("{{ messages * 10 ** 10 }}").render({"messages": "x"})

    assert resource.getrlimit(resource.RLIMIT_AS) == before
