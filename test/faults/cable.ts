import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Test } from 'tap';

/** What passes on the cable, in either direction. `false` keeps it back. */
export interface Watch {
  toServer?(bytes: Buffer, cut: () => unknown): boolean;
  toClient?(bytes: Buffer, cut: () => unknown): boolean;
}

/** A line between the service and its database server that a test can unplug, plug in again, and listen in on. */
export class Cable {
  /** The address of the database by way of the cable. */
  readonly url: string;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #watch: Watch = {};

  private constructor(target: URL, server: Server, port: number) {
    this.#target = { host: target.hostname, port: Number(target.port) };
    this.#server = server;
    this.#port = port;
    const through = new URL(target);
    through.host = `127.0.0.1:${port}`;
    this.url = through.href;
    server.on('connection', (client) => this.#join(client));
  }

  static async to(t: Test, url: string): Promise<Cable> {
    const server = createServer();
    const port = await listen(server, 0);
    const cable = new Cable(new URL(url), server, port);
    t.teardown(() => cable.unplug());
    return cable;
  }

  /** From now on every piece that passes is shown to `watch` first. */
  watch(watch: Watch): void {
    this.#watch = watch;
  }

  /** Cuts every connection and refuses new ones. */
  async unplug(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async plugIn(): Promise<void> {
    this.#server = createServer((client) => this.#join(client));
    await listen(this.#server, this.#port);
  }

  #join(client: Socket): void {
    const server = connect(this.#target);
    const ends = [client, server];
    const cut = () => {
      for (const end of ends) {
        end.destroy();
        this.#sockets.delete(end);
      }
    };
    for (const end of ends) {
      this.#sockets.add(end);
      end.setNoDelay(true);
      // A broken end breaks the other one too, as a cable does.
      end.on('error', cut);
      end.on('close', cut);
    }
    client.on('data', (bytes) => {
      if (this.#watch.toServer?.(bytes, cut) !== false) server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (this.#watch.toClient?.(bytes, cut) !== false) client.write(bytes);
    });
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}
