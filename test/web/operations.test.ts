import { afterAll, beforeAll, expect, it } from 'vitest';
import { backlog } from '../../src/store/outbox.ts';
import { openDesk, type TestDesk } from './_desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

it('work that was given up stands there with its cause, and one press brings it back to be done', async () => {
  const { id } = await desk.db
    .insertInto('outbox')
    .values({ step: 'read', key: 'a page', payload: '{}', dead: true, failures: 6, lastError: 'the shelf fell down' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const page = async () => (await fetch(`${desk.url}/operations`)).text();
  const action = `/operations/work/${id}/retry`;
  expect(await page()).toContain('the shelf fell down');
  expect(await page()).toContain(`action="${action}"`);

  const press = () =>
    fetch(`${desk.url}${action}`, { method: 'POST', headers: { origin: desk.url }, redirect: 'manual' });
  expect((await press()).status).toBe(303);
  expect((await backlog(desk.db)).find(({ step }) => step === 'read')).toMatchObject({ waiting: 1, dead: 0 });
  expect(await page()).not.toContain(`action="${action}"`);
  // It is in work: there is nothing to bring back.
  expect((await press()).status).toBe(404);
});
