// A ceiling on the guest's own files: they live in JavaScript's heap, outside the cap on WebAssembly memory.

const NO_SPACE = 51;

function sizeBelow(node) {
  const contents = node.contents;
  if (!contents) return 0;
  if (typeof contents.length === "number") return contents.length;
  let total = 0;
  for (const child of Object.values(contents)) if (child.mount === node.mount) total += sizeBelow(child);
  return total;
}

export function limitFiles(FS, limit) {
  const { node: nodes, stream: streams } = FS.filesystems.MEMFS.ops_table.file;
  const root = FS.lookupPath("/").node;
  const atStart = sizeBelow(root);
  let used = 0;

  function reserve(node, end) {
    const growth = end - (node.usedBytes ?? 0);
    if (growth <= 0) return;
    // What was deleted is noticed only when it matters.
    if (used + growth > limit) used = Math.max(0, sizeBelow(root) - atStart);
    if (used + growth > limit) throw new FS.ErrnoError(NO_SPACE);
    used += growth;
  }

  const write = streams.write, setattr = nodes.setattr;
  streams.write = (stream, buffer, offset, length, position, canOwn) => {
    reserve(stream.node, position + length);
    return write(stream, buffer, offset, length, position, canOwn);
  };
  nodes.setattr = (node, attributes) => {
    if (attributes.size !== undefined) reserve(node, attributes.size);
    return setattr(node, attributes);
  };
}
