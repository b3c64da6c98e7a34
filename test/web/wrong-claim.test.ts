import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { allClaims } from '../../src/store/desk/export.ts';
import { metricPoints } from '../../src/store/desk/metrics.ts';
import { openDesk, type TestDesk } from './_desk.ts';

let desk: TestDesk;
beforeAll(async () => void (desk = await openDesk()));
afterAll(() => desk.close());

const feed = async () => (await fetch(desk.url)).text();

/** Where readers meet the claim: the pictures of figures, the downloads, the entries of the feed. */
async function places(claimId: string, quote: string): Promise<boolean[]> {
  const exported: string[] = [];
  for await (const { id } of allClaims(desk.db, {})) exported.push(id);
  const points = await metricPoints(desk.db, {});
  return [
    points.some((point) => point.claimId === claimId),
    exported.includes(claimId),
    (await feed()).includes(quote),
  ];
}

it('a claim ruled wrong is shown nowhere but in its story, until that is taken back', async () => {
  const entries = await feed();
  const lead = (await metricPoints(desk.db, {})).find(({ quote }) => entries.includes(quote));
  if (!lead) throw new Error('expected an entry of the feed that leads with a figure');
  const { claimId, quote, storyId } = lead;
  expect(await places(claimId, quote)).toEqual([true, true, true]);
  const given = { by: 'Lin', note: null, at: new Date('2025-11-05T01:00:00Z'), seen: null };
  const { id } = await decide(desk.db, { kind: 'wrong_claim', claimId }, given);
  expect(await places(claimId, quote)).toEqual([false, false, false]);
  expect(await (await fetch(`${desk.url}/stories/${storyId}`)).text()).toContain(quote);
  await undo(desk.db, id, { by: 'Lin', at: new Date('2025-11-05T02:00:00Z') });
  expect(await places(claimId, quote)).toEqual([true, true, true]);
});
