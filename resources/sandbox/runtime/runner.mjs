// Starts the interpreter, gives everything away, and then runs cells.
//
// The order is the point: files are opened and the snapshot is loaded while only our own code runs; then every
// permission is revoked, JavaScript's globals are deleted, and opening /dev/host locks the import firewall.
// Untrusted code runs only after that.

import {
  CELL, deliver, frame, HELLO, interruptBuffer, makeDevice, receiveFrame, send, SETUP, startClock, stopClock,
} from "./channel.mjs";
import { loadPython, readHere } from "./python.mjs";
import { limitFiles } from "./quota.mjs";
import { canOpen, mountText } from "./textfs.mjs";

const PERMISSIONS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"];
const KEPT_GLOBALS = new Set(
  ("Object Function Array Number Boolean String Symbol Date Promise RegExp Error TypeError RangeError SyntaxError " +
    "ReferenceError EvalError URIError AggregateError JSON Math Intl ArrayBuffer SharedArrayBuffer Uint8Array Int8Array " +
    "Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray " +
    "BigUint64Array BigInt64Array BigInt DataView Map Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect " +
    "Atomics Iterator undefined NaN Infinity globalThis isNaN isFinite parseFloat parseInt TextEncoder TextDecoder " +
    "performance WebAssembly crypto queueMicrotask structuredClone").split(" "),
);
const MEGABYTE = 1048576;
const encoder = new TextEncoder(), decoder = new TextDecoder();
const exit = Deno.exit.bind(Deno), errors = Deno.stderr;
const json = (value) => encoder.encode(JSON.stringify(value));

const first = receiveFrame();
if (first.kind !== SETUP) exit(73);
const setup = JSON.parse(decoder.decode(first.payload));
const say = setup.debug ? (text) => errors.writeSync(encoder.encode(text + "\n")) : () => {};

const python = await loadPython({
  snapshot: readHere("base.snapshot"),
  forbid: JSON.parse(decoder.decode(readHere("imports.json"))),
  say,
});
const { _module: module, FS } = python;

makeDevice(FS);
mountText(FS, setup.paths);
limitFiles(FS, setup.files_mb * MEGABYTE);
python.setInterruptBuffer(interruptBuffer);
const outside = setup.canary ? canOpen(setup.canary) : null;

python.runPython("import fence; fence.close()");
const BOOT = inGuestMemory("import boot; boot.boot()"), RUN_CELL = inGuestMemory("import boot; boot.cell()");
send(frame(HELLO, json({ outside, granted: revokeAll(), globals: deleteGlobals() })));
serve();

function inGuestMemory(text) {
  const data = encoder.encode(text + "\0"), pointer = module._malloc(data.length);
  module.HEAPU8.set(data, pointer);
  return pointer;
}

/** Give back every permission; the names of those that are granted nevertheless. */
function revokeAll() {
  for (const name of PERMISSIONS) Deno.permissions.revokeSync({ name });
  return PERMISSIONS.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/** Delete what JavaScript could reach the outside with; the names of what stayed. */
function deleteGlobals() {
  const doomed = Object.getOwnPropertyNames(globalThis).filter((name) => !KEPT_GLOBALS.has(name));
  for (const name of doomed) {
    try {
      delete globalThis[name];
      if (name in globalThis) Object.defineProperty(globalThis, name, { value: undefined });
    } catch { /* told below */ }
  }
  // Emscripten says its last words here.
  const quiet = () => {};
  globalThis.console = Object.freeze({ log: say, error: say, warn: say, info: say, debug: say, trace: say, assert: quiet });
  return doomed.filter((name) => name !== "console" && globalThis[name] !== undefined);
}

function serve() {
  try {
    if (module._PyRun_SimpleString(BOOT)) exit(71);
    for (;;) {
      const { kind, payload } = receiveFrame();
      if (kind !== CELL) exit(73);
      startClock(new DataView(payload.buffer).getUint32(0, true));
      deliver(frame(CELL, payload.subarray(4)));
      if (module._PyRun_SimpleString(RUN_CELL)) exit(72);
      stopClock();
    }
  } catch (error) {
    say("FATAL " + (error?.stack ?? error));
    exit(70);
  }
}
