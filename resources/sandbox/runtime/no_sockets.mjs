// Stands in for Pyodide's one dependency: there are no sockets here.
export default class WebSocket {
  constructor() {
    throw new Error("sockets are disabled");
  }
}
export class WebSocketServer extends WebSocket {}
