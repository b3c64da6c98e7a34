import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { Gate } from '../../src/net/asked.ts';
import { openGateProxy } from '../../src/net/proxy.ts';

it('a browser that breaks off while its tunnel is being judged costs nothing but its own connection', async () => {
  const failures: unknown[] = [];
  const note = (error: unknown): void => void failures.push(error);
  process.on('uncaughtException', note);
  let asked = (): void => undefined;
  const isAsked = new Promise<void>((done) => (asked = done));
  const undecided = { connect: () => (asked(), new Promise(() => undefined)) } as unknown as Gate;
  const proxy = await openGateProxy(undecided);
  const port = Number(new URL(proxy.url).port);

  const browser = connect(port, '127.0.0.1');
  await once(browser, 'connect');
  browser.write('CONNECT harbour.example:443 HTTP/1.1\r\nhost: harbour.example:443\r\n\r\n');
  await isAsked;
  browser.resetAndDestroy();

  // The proxy still answers the next one.
  const next = connect(port, '127.0.0.1');
  next.write('CONNECT update.googleapis.com:443 HTTP/1.1\r\nhost: update.googleapis.com:443\r\n\r\n');
  const [answer] = (await once(next, 'data')) as [Buffer];
  expect(answer.toString()).toContain('403');
  next.destroy();
  await proxy.close();
  process.off('uncaughtException', note);
  expect(failures).toEqual([]);
});
