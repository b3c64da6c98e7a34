import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStepMetrics } from '../../queues/_metrics.ts';
import type { Store } from '../../src/store/connect.ts';
import { archiveMetrics } from '../../src/web/prometheus.ts';
import { ROOT } from '../cli/_run.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';

let server: TestServer;
let store: Store;
beforeAll(async () => {
  server = await startTestServer();
  store = await server.freshStore();
});
afterAll(async () => {
  await store.close();
  await server.stop();
});

it('the dashboard and the table of alarms ask only for measures that are given', async () => {
  const own = await createStepMetrics().registry.metrics();
  const { text } = await archiveMetrics(store.db, new Date());
  const given = new Set([...`${own}\n${text}`.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name as string));
  const dashboard = readFileSync(path.join(ROOT, 'docs/grafana.json'), 'utf8');
  const alarms = readFileSync(path.join(ROOT, 'docs/OPERATIONS.md'), 'utf8');
  const asked = [...`${dashboard} ${alarms}`.matchAll(/\b(?:redwatch|process|nodejs)_[a-z0-9_]+[a-z0-9]\b(?!\*)/g)]
    .map(([name]) => name.replace(/_bucket$/, ''))
    .filter((name) => name !== 'redwatch_step');
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !given.has(name))).toEqual([]);
});
