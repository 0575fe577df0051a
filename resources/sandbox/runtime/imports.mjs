// Build time: prints the names of the functions that Pyodide's WebAssembly module imports, as JSON.
const module = await WebAssembly.compile(Deno.readFileSync(import.meta.dirname + "/pyodide/pyodide.asm.wasm"));
const functions = WebAssembly.Module.imports(module).filter((entry) => entry.kind === "function");
console.log(JSON.stringify(functions.map((entry) => entry.name)));
