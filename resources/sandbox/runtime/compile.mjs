// Build time: pyodide-build's own compiler, run inside Pyodide so that the byte code fits its Python exactly.
// Arguments: site-packages with pyodide-build, folder and name of the archive to compile in place.

import { loadPython } from "./python.mjs";

const [packages, folder, archive, stdlib] = Deno.args;
const python = await loadPython({ stdlib, say: console.error });
const { FS } = python;
for (const [path, root] of [["/packages", packages], ["/work", folder]]) {
  FS.mkdirTree(path);
  FS.mount(FS.filesystems.NODEFS, { root }, path);
}
python.globals.set("archive", archive);
python.runPython(`
import sys
sys.path.append("/packages")
from pathlib import Path
from pyodide_build._py_compile import _py_compile_archive
_py_compile_archive(Path("/work") / archive, verbose=False, keep=False, compression_level=6)
`);
