// Build time: imports the guest into a fresh interpreter and writes its memory as the start-up snapshot.
// Arguments: folder of the guest's sources, file to write.

import { loadPython } from "./python.mjs";

const [sources, target] = Deno.args;
const python = await loadPython({ makeSnapshot: true, say: console.error });
python.FS.mkdirTree("/guest");
for (const entry of Deno.readDirSync(sources)) {
  if (entry.name.endsWith(".py")) python.FS.writeFile("/guest/" + entry.name, Deno.readFileSync(`${sources}/${entry.name}`));
}
python.runPython(`
import sys
sys.path.insert(0, "/guest")
sys.dont_write_bytecode = True
import boot
boot.freeze()
sys.path.remove("/guest")
sys.path_importer_cache.clear()
`);
Deno.writeFileSync(target, python.makeMemorySnapshot());
