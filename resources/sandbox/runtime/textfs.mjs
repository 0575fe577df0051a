// The user's text as read-only files /text/0, /text/1, … over handles opened before all permissions are given back.
// Reads go straight from the file into the guest's memory; nothing is copied or kept.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { bytes } from "./channel.mjs";

const READ_ONLY_FS = 69, NOT_FOUND = 44, INVALID = 28;
const DIRECTORY = 0o40555, FILE = 0o100444, WRITE_FLAGS = 3;

/** True when a file outside what the guest may see can be opened: the system's own layer does not hold. */
export function canOpen(path) {
  try {
    closeSync(openSync(path, "r"));
    return true;
  } catch {
    return false;
  }
}

function openAll(paths) {
  return paths.map((path) => {
    const handle = openSync(path, "r");
    return { handle, size: fstatSync(handle).size };
  });
}

export function mountText(FS, paths) {
  const fail = (code) => { throw new FS.ErrnoError(code); };
  const refuse = () => fail(READ_ONLY_FS);
  const epoch = new Date(0);

  const nodeOperations = {
    getattr: (node) => ({
      dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size: node.size,
      atime: epoch, mtime: epoch, ctime: epoch, blksize: 65536, blocks: Math.ceil(node.size / 512),
    }),
    lookup: (parent, name) => parent.children.get(name) ?? fail(NOT_FOUND),
    readdir: (node) => [".", "..", ...node.children.keys()],
    readlink: () => fail(INVALID),
    setattr: refuse, mknod: refuse, rename: refuse, unlink: refuse, rmdir: refuse, symlink: refuse,
  };

  const streamOperations = {
    open: (stream) => { if (stream.flags & WRITE_FLAGS) refuse(); },
    read(stream, buffer, offset, length, position) {
      const { handle, size } = stream.node.file;
      const count = Math.min(length, size - position);
      return count > 0 ? readSync(handle, bytes(buffer, offset, count), 0, count, position) : 0;
    },
    write: refuse,
    llseek(stream, offset, whence) {
      const base = [0, stream.position, stream.node.size][whence];
      return base + offset < 0 ? fail(INVALID) : base + offset;
    },
  };

  function makeNode(parent, name, mode, file) {
    const node = FS.createNode(parent, name, mode, 0);
    Object.assign(node, { file, size: file ? file.size : 4096, children: new Map() });
    node.node_ops = nodeOperations;
    node.stream_ops = streamOperations;
    parent?.children.set(name, node);
    return node;
  }

  const files = openAll(paths);
  const mount = () => {
    const root = makeNode(null, "/", DIRECTORY, null);
    files.forEach((file, number) => makeNode(root, String(number), FILE, file));
    return root;
  };
  FS.mkdirTree("/text");
  FS.mount({ mount }, {}, "/text");
}
