"""Pack all that a machine without a network needs into one archive, with sums and a signature.

    .venv/bin/python packaging/airgap_kit.py --installer dist/*.deb --model MODEL.gguf --key ~/.ssh/id_ed25519

makes `dist/rlm-desktop-kit-VERSION.tar`. On the other side: `tar -xf` it, and `sh verify.sh MAKER.pub` in it,
which needs neither Python nor this program. The key is an SSH key of yours (`ssh-keygen -t ed25519`
makes one).
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import build_app
import build_single
import materials
import shipped

VERIFY = Path(__file__).with_name("linux") / "verify.sh"
PURPOSE = "rlm-desktop-kit"
"""A signature counts for this purpose alone: it is made over it too."""
DOCUMENTS = ("README.md", "LICENSE", "docs")
README = """RLM Desktop {version}, for a machine without a network

1. Check that nothing was changed on the way:   sh verify.sh /path/to/maker.pub
   The maker's key must reach you another way than this kit. Who does not trust verify.sh itself can do by
   hand what it does:
     ssh-keygen -Y verify -f allowed_signers -I maker -n {purpose} -s SHA256SUMS.sig < SHA256SUMS
     sha256sum -c SHA256SUMS
2. Install one of installers/:  apt install ./installers/NAME.deb    or    sh installers/NAME.run
3. Bring the model in:          rlm-desktop models import models/NAME.gguf
   (or drop the file on the window; not needed if the model was among the installers)

docs/ holds the documentation, sbom.json what the program is made of, models/catalogue.toml the models it
knows.
"""


def make(*, installers: Sequence[Path], models: Sequence[Path], key: Path | None, output: Path) -> Path:
    """The finished archive. Without a key there are sums and no signature."""
    output.mkdir(parents=True, exist_ok=True)
    name = f"{shipped.NAME}-kit-{shipped.version()}"
    with tempfile.TemporaryDirectory(dir=output) as scratch:
        kit = Path(scratch) / name
        _fill(kit, installers, models)
        (kit / "SHA256SUMS").write_text(sums(kit), encoding="utf-8")
        if key is not None:
            _sign(kit / "SHA256SUMS", key)
        archive = output / f"{name}.tar"
        with tarfile.open(archive, "w") as packed:
            packed.add(kit, name, filter=build_single.plain)
    return archive


def _fill(kit: Path, installers: Sequence[Path], models: Sequence[Path]) -> None:
    for folder, files in (("installers", installers), ("models", models)):
        (kit / folder).mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, kit / folder / file.name)
    shutil.copyfile(shipped.ROOT / "models" / "catalogue.toml", kit / "models" / "catalogue.toml")
    for document in DOCUMENTS:
        source = shipped.ROOT / document
        if source.is_dir():
            shutil.copytree(source, kit / document)
        else:
            shutil.copyfile(source, kit / source.name)
    shutil.copyfile(VERIFY, kit / "verify.sh")
    (kit / "sbom.json").write_text(materials.sbom(shipped.version(), _materials(models)), encoding="utf-8")
    said = README.format(version=shipped.version(), purpose=PURPOSE)
    (kit / "READ-ME-FIRST.txt").write_text(said, encoding="utf-8")


def _materials(models: Sequence[Path]) -> list[materials.Material]:
    # What the builder's system gave stands in the folder that the installers were made of, where it is here.
    inside = build_app.DIST / shipped.NAME / "_internal"
    taken = materials.from_the_builder(inside) if inside.is_dir() and sys.platform == "linux" else []
    return taken + [
        materials.Material(file.stem, "1", "see the catalogue", kind="generic", sha256=_sha256(file))
        for file in models
    ]


def sums(folder: Path) -> str:
    """Every file of a folder with its SHA-256, as sha256sum writes and reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sign(file: Path, key: Path) -> None:
    """`file.sig` beside the file. ssh-keygen asks for the key's pass phrase itself."""
    command = ["ssh-keygen", "-Y", "sign", "-q", "-n", PURPOSE, "-f", str(key), str(file)]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"The kit could not be signed with {key}.")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Pack all that a machine without a network needs.")
    parser.add_argument("--installer", type=Path, nargs="+", required=True, help=".deb and .run files")
    parser.add_argument("--model", type=Path, nargs="*", default=[], help="models (GGUF)")
    parser.add_argument("--key", type=Path, help="an SSH key to sign with")
    parser.add_argument("--output", type=Path, default=shipped.ROOT / "dist", help="where the kit is put")
    args = parser.parse_args(arguments)
    missing = [str(file) for file in [*args.installer, *args.model] if not file.is_file()]
    if missing:
        raise SystemExit(f"Not there: {', '.join(missing)}")
    archive = make(installers=args.installer, models=args.model, key=args.key, output=args.output)
    print(f"{archive.stat().st_size / 1e6:7.1f} MB  {archive}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
