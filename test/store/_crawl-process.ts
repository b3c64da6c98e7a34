/** A second worker's gate, as a process of its own: `node --import tsx _crawl-process.ts DATABASE_URL DELAY_MS URL...`. */
import { createGate } from '../../src/net/gate.ts';
import { openStore } from '../../src/store/connect.ts';
import { sharedState } from '../../src/store/pacing.ts';

const [url, delayMs, ...addresses] = process.argv.slice(2) as [string, string, ...string[]];
const store = await openStore({ url, dataDir: '.' });
const gate = createGate({
  userAgent: 'Redwatch/0 (+mailto:watch@example.com)',
  allow: addresses.map((address) => new URL(address).host),
  delayMs: Number(delayMs),
  state: sharedState(store.db),
});
await Promise.all(addresses.map((address) => gate.fetch(address)));
await gate.close();
await store.close();
