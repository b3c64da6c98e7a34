import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { mutesOf } from '../../src/store/mutes.ts';
import { openBrowser, openDesk, type TestDesk } from './_desk.ts';
import { id, NOW } from './fixture.ts';

let desk: TestDesk;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
  page = await browser.newPage({ locale: 'en-GB' });
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const he = () => `${desk.url}/people/yunfan/${encodeURIComponent('贺知远')}`;
const given = (minute: number) => ({
  by: 'Lin',
  note: null,
  at: new Date(NOW.getTime() + minute * 60_000),
  seen: null,
});
const aliases = async () =>
  (
    await desk.db.selectFrom('personAliases').select('alias').where('org', '=', 'yunfan').orderBy('alias').execute()
  ).map((row) => row.alias);
const peopleAndClaims = async () => ({
  events: await desk.db
    .selectFrom('events')
    .select(['id', 'person', 'redirectTo', 'record'])
    .where('redirectTo', 'is', null)
    .orderBy('id')
    .execute(),
  claims: await desk.db.selectFrom('eventClaims').selectAll().orderBy('claimId').execute(),
  aliases: await aliases(),
});

describe('the names of a person', () => {
  it('that are another one’s are taken away, not learnt again, and given back', async () => {
    const before = await peopleAndClaims();
    await page.goto(he());
    await page.getByRole('button', { name: 'Not the same' }).click();
    await page.locator('.history', { hasText: '听潮 ≠ 贺知远' }).waitFor();
    expect(await page.locator('.aliases div').count()).toBe(0);
    const learnt = { org: 'yunfan', alias: '听潮', person: '贺知远', kind: '花名', claimId: null };
    await desk.db.insertInto('personAliases').values(learnt).execute();
    expect(await aliases()).toEqual([]);
    await page.locator('.history').getByRole('button', { name: 'Undo' }).click();
    await page.locator('.aliases', { hasText: '听潮' }).waitFor();
    expect(await peopleAndClaims()).toEqual(before);
  });

  it('are found to be one person’s: two departures become one, and two again', async () => {
    const before = await peopleAndClaims();
    await page.goto(he());
    await page.getByLabel('Same person as').fill('裴一鸣');
    await page.getByRole('button', { name: 'The same person' }).click();
    await page.locator('.history', { hasText: '裴一鸣 = 贺知远' }).waitFor();
    expect(await page.locator('.aliases').innerText()).toContain('裴一鸣');
    expect((await fetch(`${desk.url}/people/yunfan/${encodeURIComponent('裴一鸣')}`)).status).toBe(404);
    await page.locator('.history li', { hasText: '裴一鸣' }).getByRole('button', { name: 'Undo' }).click();
    await page.locator('.history .undone', { hasText: '裴一鸣' }).waitFor();
    expect(await peopleAndClaims()).toEqual(before);
  });

  it('taken away from each other part the claims that name only one of them', async () => {
    const claim = await desk.db
      .selectFrom('eventClaims')
      .select('claimId')
      .where('eventId', '=', id('event', 'he'))
      .orderBy('claimId')
      .limit(1)
      .executeTakeFirstOrThrow();
    await desk.db
      .updateTable('claims')
      .set({ args: JSON.stringify({ person: '听潮', org: '云帆笔记' }) })
      .where('id', '=', claim.claimId)
      .execute();
    const before = await peopleAndClaims();
    const ruling = { kind: 'not_same', orgId: 'yunfan', person: '贺知远', alias: '听潮' } as const;
    const decision = await decide(desk.db, ruling, given(1));
    await page.goto(`${desk.url}/people/yunfan/${encodeURIComponent('听潮')}`);
    expect(await page.locator('.ledger tbody tr').count()).toBe(1);
    await undo(desk.db, decision.id, { by: 'Lin', at: given(2).at });
    expect(await peopleAndClaims()).toEqual(before);
  });
});

describe('a muted story', () => {
  it('says so, is a mute to the alert step, and speaks again when it is taken back', async () => {
    const story = id('story', 'he-leaves');
    await page.goto(`${desk.url}/stories/${story}`);
    await page.getByRole('button', { name: 'Mute: tell nobody' }).click();
    await page.locator('.mute', { hasText: 'Muted by desk' }).waitFor();
    expect(await mutesOf(desk.db, [story])).toMatchObject([{ of: story, channel: null, to: null, until: null }]);
    await page.getByRole('button', { name: 'Tell again' }).click();
    await page.getByRole('button', { name: 'Mute: tell nobody' }).waitFor();
    expect(await mutesOf(desk.db, [story])).toEqual([]);
  });
});
