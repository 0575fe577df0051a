// Frames to and from the host over standard input and output, and the device /dev/host by which the guest uses them.
// A frame: u32 length (little endian, counts the kind), u8 kind, payload.

import { lock } from "./firewall.mjs";

export const SETUP = 1, HELLO = 2, CELL = 3, QUIET = 10;

const input = Deno.stdin, output = Deno.stdout, exit = Deno.exit.bind(Deno), now = performance.now.bind(performance);

/** Deno refuses the Int8Array that Emscripten passes. */
export const bytes = (buffer, offset, length) => new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);

export function send(data) {
  for (let sent = 0; sent < data.length;) sent += output.writeSync(data.subarray(sent));
}

function receive(length) {
  const data = new Uint8Array(length);
  for (let got = 0; got < length;) {
    const count = input.readSync(data.subarray(got));
    if (count === null) exit(0); // the host has gone
    got += count;
  }
  return data;
}

export function frame(kind, payload) {
  const data = new Uint8Array(5 + payload.length);
  new DataView(data.buffer).setUint32(0, payload.length + 1, true);
  data[4] = kind;
  data.set(payload, 5);
  return data;
}

export function receiveFrame() {
  const header = receive(5);
  const length = new DataView(header.buffer).getUint32(0, true);
  return { kind: header[4], payload: receive(length - 1) };
}

// ---- the time limit of a cell: polled by the interpreter, no thread needed ----

const AGAIN = 500; // milliseconds until a cell that swallowed the interrupt gets another
const GAP = 2500; // milliseconds between two polls after which the machine is taken to have slept
const SIGINT = 2;
let deadline = Infinity, polls = 0, polled = 0;

export const startClock = (milliseconds) => {
  polled = now();
  deadline = milliseconds ? polled + milliseconds : Infinity;
};
export const stopClock = () => { deadline = Infinity; };

/** Whether the time is over. Long steps in C look like sleep here; the host's clock knows the difference. */
function isLate() {
  const time = now();
  if (time - polled > GAP) deadline += time - polled;
  polled = time;
  return time > deadline;
}

export const interruptBuffer = {
  get 0() {
    if ((++polls & 127) !== 0 || !isLate()) return 0;
    deadline = now() + AGAIN;
    return SIGINT;
  },
  set 0(_) {},
};

// ---- the device ----

let mail = null; // a frame the runner has already taken from the pipe for the guest

export function deliver(data) {
  mail = data;
}

function takeMail(buffer, offset, length) {
  const count = Math.min(length, mail.length);
  buffer.set(mail.subarray(0, count), offset);
  mail = count < mail.length ? mail.subarray(count) : null;
  return count;
}

function readFromHost(buffer, offset, length) {
  const before = now();
  const count = input.readSync(bytes(buffer, offset, length));
  if (count === null) exit(0);
  polled = now();
  deadline += polled - before; // waiting for the host is free
  return count;
}

export function makeDevice(FS) {
  const device = FS.makedev(64, 0);
  FS.registerDevice(device, {
    open: () => lock(), // after the last conversion between JavaScript and Python
    close() {},
    read: (_, buffer, offset, length) =>
      mail ? takeMail(buffer, offset, length) : readFromHost(buffer, offset, length),
    write(_, buffer, offset, length) {
      if (length === 5 && buffer[offset + 4] === QUIET) stopClock(); // the cell is over, its report is not
      else send(bytes(buffer, offset, length));
      return length;
    },
  });
  FS.mkdev("/dev/host", 0o666, device);
}
