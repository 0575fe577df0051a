// Which functions of the outside the WebAssembly module may still call once untrusted code can run.
//
// Pyodide imports 268 functions. Most exist to reach JavaScript, to load native modules or to open sockets.
// Those throw (or fail politely where harmless code would stumble) from the moment `lock` is called; what stays
// is the C library's view of clocks, memory and an in-memory file system.

const KEPT = new Set([
  // life of the module
  "exit", "proc_exit", "_abort_js", "__assert_fail", "__call_sighandler", "_Py_emscripten_runtime",
  "emscripten_runtime_keepalive_push", "emscripten_runtime_keepalive_pop", "_emscripten_runtime_keepalive_clear",
  "_Py_CheckEmscriptenSignals_Helper", "_PyEM_TrampolineCall_JS", "JsvError_Check", "Jsv_GetError_import",
  // clocks
  "emscripten_date_now", "emscripten_get_now", "clock_res_get", "clock_time_get",
  "_tzset_js", "_timegm_js", "_mktime_js", "_localtime_js", "_gmtime_js",
  // memory
  "_munmap_js", "_msync_js", "_mmap_js", "emscripten_get_heap_max", "emscripten_resize_heap",
  // environment (ours, made up) and in-memory files
  "environ_sizes_get", "environ_get", "_emscripten_get_progname", "random_get",
  "fd_close", "fd_read", "fd_write", "fd_sync", "fd_fdstat_get", "fd_seek", "fd_pread", "fd_pwrite",
]);

const SOCKET_CALL =
  /^__syscall_(accept4|bind|connect|getpeername|getsockname|getsockopt|listen|recvfrom|recvmsg|sendmsg|sendto|socket)$/;
const EPERM = 63;

// Ordinary Python asks for these, so they fail the way C would instead of ending the process.
const POLITE = {
  can_run_sync_js: 0, // time.sleep asks whether it may suspend JavaScript
  _emscripten_system: -52, // ENOSYS
  getaddrinfo: -4, // EAI_FAIL
  getnameinfo: -4,
  _emscripten_lookup_name: 0,
  getprotobyname: 0,
};

let locked = false;

export function lock() {
  locked = true;
}

const isKept = (name) => KEPT.has(name) || (name.startsWith("__syscall_") && !SOCKET_CALL.test(name));

function guarded(name, call) {
  const guard = function (...args) {
    if (locked) throw new Error("forbidden import " + name);
    return call.apply(this, args);
  };
  guard.sig = call.sig; // Emscripten reads the signature off the function
  return guard;
}

function replacement(name, call) {
  if (SOCKET_CALL.test(name)) return () => -EPERM;
  if (name in POLITE) return () => POLITE[name];
  // WebAssembly.Suspending objects can't be wrapped, and nothing needs them.
  if (typeof call !== "function") return () => { throw new Error("forbidden import " + name); };
  return guarded(name, call);
}

/** Replace, in the imports `env`, everything on the list `names` that is not kept. */
export function fence(env, names) {
  // Only names the module really imports: wrapping Emscripten's other entries breaks dynamic linking.
  for (const name of names) if (name in env && !isKept(name)) env[name] = replacement(name, env[name]);
}
