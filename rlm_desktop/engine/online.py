"""Opens addresses of the network, for a model that a person asked for.

One of two modules that know the network; the other speaks to servers. It opens encrypted addresses only, and
those of this machine.
"""

import hashlib
import html
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from pathlib import Path

CHUNK = 1024 * 1024
PATIENCE = 8.0
"""Seconds without a byte until an address counts as out of reach."""
INDEX = "PIP_INDEX_URL"
"""pip's own variable names the index. None is built in: without pip and it, this source is left out."""
MOST_PAGE = 50 * 1024 * 1024
"""Bytes of an index's page about one project; none has as many."""
_WHEEL = re.compile(r"href\s*=\s*[\"']([^\"'#]+\.whl)#sha256=([0-9a-f]{64})[\"']")


class SourceFailed(Exception):
    """This source is of no use now; the next one is tried."""


@contextmanager
def opened(address: str, *, begin: int = 0) -> Iterator[HTTPResponse]:
    """The answer of an address, from the byte `begin` on where its server can do that."""
    headers = {"User-Agent": "rlm-desktop", **({"Range": f"bytes={begin}-"} if begin else {})}
    try:
        request = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            _check_secure(reply.url, address)
            yield reply
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        raise SourceFailed(f"{host(address)} could not be reached ({reason})") from error


def host(address: str) -> str:
    return urllib.parse.urlsplit(address).hostname or ""


def wheel_from_index(
    project: str, version: str, folder: Path, *, stop_if_asked: Callable[[], None] = lambda: None
) -> Path:
    """The wheel of a project for every system, in `folder`, its hash as the index says.

    For a packaged application, which has no pip to ask.
    """
    index = os.environ.get(INDEX, "").rstrip("/")
    if not index:
        raise SourceFailed(f"no package index is known here ({INDEX} names one)")
    page = f"{index}/{project}/"
    address, sha256 = _listed(page, project, version)
    target, digest = folder / "fetched.whl", hashlib.sha256()
    with opened(address) as reply, target.open("wb") as out:
        while chunk := reply.read(CHUNK):
            stop_if_asked()
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != sha256:
        raise SourceFailed(f"the package index gave another file than it lists for {project}")
    return target


def _listed(page: str, project: str, version: str) -> tuple[str, str]:
    """Address and hash of a wheel, from the page that every index has of a project."""
    with opened(page) as reply:
        text = reply.read(MOST_PAGE).decode("utf-8", "replace")
    beginning = f"{project.replace('-', '_')}-{version}-".lower()
    for link, sha256 in _WHEEL.findall(text):
        address = urllib.parse.urljoin(page, html.unescape(link))
        name = urllib.parse.unquote(address.rsplit("/", 1)[-1])
        if name.lower().startswith(beginning) and name.endswith("-none-any.whl"):
            return address, sha256
    raise SourceFailed(f"the package index has no {project} {version}")


def _check_secure(reached: str, asked: str) -> None:
    """Also where an address leads on to another."""
    parts = urllib.parse.urlsplit(reached)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise SourceFailed(f"{host(asked)} leads to an address that is not encrypted")
