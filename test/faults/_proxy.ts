/** A cable between a process and a server that can be pulled: nothing passes and nobody is told, as on a broken network. */
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export type Cable = {
  port: number;
  pull(): void;
  /** What was sent meanwhile arrives now; every second connection has given up instead and is gone. */
  plug(): void;
  close(): Promise<void>;
};

export async function layCable(to: { port: number }): Promise<Cable> {
  const ends = new Set<Socket>();
  let isPulled = false;
  const server = createServer((near) => {
    const far = connect(to.port, '127.0.0.1');
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from.on('data', (bytes) => {
        if (!into.write(bytes)) from.pause();
      });
      from.on('end', () => into.end());
      from.on('drain', () => !isPulled && into.resume());
      from.on('error', () => into.destroy());
      from.on('close', () => {
        ends.delete(from);
        into.destroy();
      });
      if (isPulled) from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    pull: () => {
      isPulled = true;
      for (const end of ends) end.pause();
    },
    plug: () => {
      isPulled = false;
      let n = 0;
      for (const end of [...ends]) {
        if (n++ % 4 === 0) end.destroy();
        else end.resume();
      }
    },
    close: async () => {
      for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
