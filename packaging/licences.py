"""Checks that all of what the program ships may be shipped with it: each licence stands on a list.

    python packaging/licences.py            the check, and every part with its licence
    python packaging/licences.py --sbom     the bill of materials instead (CycloneDX 1.6, JSON)

It looks at what is installed here and needs no network.
"""

import argparse
import re
import sys
import tomllib

from materials import Material, all_materials, sbom
from shipped import ROOT

ALLOWED = {
    "0bsd": "anything goes",
    "apache-2.0": "with its text and notices",
    "apache-2.0 with llvm-exception": "with its text and notices",
    "apache software license": "with its text and notices",
    "bsd license": "with its text",
    "bsd-2-clause": "with its text",
    "bsd-3-clause": "with its text",
    "blessing": "anything goes",
    "bzip2-1.0.6": "with its text",
    "cc0-1.0": "anything goes",
    "gpl-2.0-or-later with bootloader exception": "what it packs keeps its own licence",
    "gpl-3.0-or-later with gcc-exception-3.1": "what is linked with it keeps its own licence",
    "lgpl-2.1-or-later": "a library of its own that can be exchanged, with its text",
    "lgpl-3.0-only": "a library of its own that can be exchanged, with its text",
    "mit": "with its text",
    "mit license": "with its text",
    "mpl-2.0": "unchanged, with its text and where its source is",
    "psf-2.0": "with its text",
    "unicode-3.0": "with its text",
    "unicode-dfs-2016": "with its text",
    "unlicense": "anything goes",
    "zlib": "with its text",
}
"""Licences under which a part may come along, and on what terms."""
READ = {"pypdfium2": "BSD-3-Clause AND Apache-2.0"}
"""Licences that a package tells in words, as they stand in its files."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sbom", action="store_true", help="print the bill of materials")
    if parser.parse_args().sbom:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        print(sbom(project["version"]), end="")
        return 0
    materials = all_materials()
    for material in materials:
        print(f"{material.name} {material.version}: {licence_of(material)}")
    refused = not_allowed(materials)
    for material in refused:
        print(f"not on the list: {material.name} {material.version}: {licence_of(material)}", file=sys.stderr)
    return 1 if refused else 0


def not_allowed(materials: list[Material]) -> list[Material]:
    return [material for material in materials if not is_allowed(licence_of(material))]


def licence_of(material: Material) -> str:
    return READ.get(material.name, material.licence)


def is_allowed(expression: str) -> bool:
    """Of what is joined by AND all must stand on the list, of what is joined by OR one."""
    every = re.split(r"\s+and\s+|[,;]\s*", expression.lower())
    return all(any(one.strip(" ()") in ALLOWED for one in re.split(r"\s+or\s+", part)) for part in every)


if __name__ == "__main__":
    sys.exit(main())
