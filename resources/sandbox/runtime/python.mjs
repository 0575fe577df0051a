// Loads Pyodide from the files beside this one: fresh to make the snapshot, or from the snapshot behind the firewall.

import { fence } from "./firewall.mjs";
import { loadPyodide } from "./pyodide/pyodide.mjs";
import createModule from "./pyodide/pyodide.asm.mjs";

export const here = import.meta.dirname + "/";
const randomValues = crypto.getRandomValues.bind(crypto);
const MOST_RANDOM = 65536; // bytes per call

const LOCK_FILE = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
};

export const readHere = (name) => Deno.readFileSync(here + name);

/** `forbid`: names of imports the firewall has to look at; none while the snapshot is made. */
export function loadPython({ snapshot, forbid = [], makeSnapshot = false, stdlib = "stdlib.zip", say = () => {} }) {
  let memory, resizeHeap;

  // Pyodide's own asks for node:crypto at its first use, when that is gone.
  const fillRandom = (pointer, length) => {
    const target = new Uint8Array(memory.buffer, pointer >>> 0, length >>> 0);
    for (let i = 0; i < target.length; i += MOST_RANDOM) randomValues(target.subarray(i, i + MOST_RANDOM));
    return 0;
  };

  async function createPyodideModule(settings) {
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, done) => {
      resizeHeap = imports.env.emscripten_resize_heap;
      imports.env.random_get = fillRandom;
      fence(imports.env, forbid);
      return instantiate(imports, (instance, module) => {
        memory = instance.exports.memory;
        return done(instance, module);
      });
    };
    const module = await createModule(settings);
    // A snapshot larger than the first heap does not fit otherwise (pyodide#6254).
    if (snapshot && snapshot.length > module.HEAP8.length && !resizeHeap(snapshot.length)) {
      throw new Error("the snapshot does not fit the memory limit");
    }
    return module;
  }

  return loadPyodide({
    indexURL: here + "pyodide/",
    stdLibURL: here + stdlib,
    packageBaseUrl: "/none/",
    lockFileContents: LOCK_FILE,
    _sysExecutable: "python", // else the path of the script that makes the snapshot stays in its memory
    env: { _: "python", HOME: "/home/user", PYTHONINSPECT: "", PYTHONUTF8: "1", PYTHONHASHSEED: "0" },
    stdin: () => null,
    stdout: say,
    stderr: say,
    _makeSnapshot: makeSnapshot,
    _loadSnapshot: snapshot,
    createPyodideModule,
  });
}
