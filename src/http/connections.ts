import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';

const SWEEP_MS = 50;

/** The open connections of a server. A shutdown lets each of them go as soon as nothing is under way on it. */
export class Connections {
  readonly #server: Server;
  readonly #log: Logger;
  readonly #open = new Set<Socket>();
  #timers: NodeJS.Timeout[] = [];

  constructor(server: Server, log: Logger) {
    this.#server = server;
    this.#log = log;
    const watch = (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    };
    server.on('connection', watch);
    server.on('secureConnection', watch);
    const closeIdle = server.closeIdleConnections.bind(server);
    // Node takes a connection for idle once its answer is handed over, and would cut off what a slow client has not read yet.
    server.closeIdleConnections = () => {
      if (![...this.#open].some((socket) => socket.writableLength > 0)) closeIdle();
    };
  }

  /**
   * From now on closes connections that have become idle and those that never asked anything. After `patienceMs` it cuts off
   * the rest: clients that have still not sent all of a request or read all of an answer.
   */
  letGo(patienceMs: number): void {
    const sweep = () => {
      for (const socket of this.#open) if (socket.bytesRead === 0) socket.destroy();
      this.#server.closeIdleConnections();
    };
    const cutOff = () => {
      this.#log.warn({ connections: this.#open.size }, 'clients that did not finish are cut off');
      this.#server.closeAllConnections();
    };
    this.#timers = [setInterval(sweep, SWEEP_MS).unref(), setTimeout(cutOff, patienceMs).unref()];
  }

  /** Ends what `letGo` began. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
