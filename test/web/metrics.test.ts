import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDesk, type TestDesk } from './_desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

it('the desk tells what the archive holds and that it is ready', async () => {
  const text = await (await fetch(`${desk.url}/operations/metrics`)).text();
  expect(text).toMatch(/^redwatch_archive\{noun="articles"\} 12$/m);
  expect(text).toMatch(/^redwatch_deliveries\{channel="[^"]+",state="delivered"\} [1-9]/m);
  expect(text).toMatch(/^redwatch_source_last_good_run_age_seconds\{source="[^"]+"\} /m);
  expect(await (await fetch(`${desk.url}/readyz`)).json()).toEqual({ ok: true, causes: [] });
});

it('measures are for admins once there are accounts; how it is, for everybody', async () => {
  await desk.db
    .insertInto('users')
    .values({ id: 'u1', name: 'an invented admin', role: 'admin', password: 'none', createdAt: new Date() })
    .execute();
  expect((await fetch(`${desk.url}/operations/metrics`)).status).toBe(401);
  expect((await fetch(`${desk.url}/readyz`)).status).toBe(200);
});
