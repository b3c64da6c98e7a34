import { describe, expect, it } from 'vitest';
import { createLanes } from '../../queues/_lanes.ts';

const take = async (lanes: ReturnType<typeof createLanes>, channel: string) => {
  const place = await lanes.enter(channel);
  if (typeof place === 'number') throw new Error(`expected a place, was sent back for ${place} ms`);
  return place;
};

describe('lanes', () => {
  it('leave every other channel its places when one is full', async () => {
    const lanes = createLanes();
    for (let i = 0; i < 4; i++) await take(lanes, 'slow');
    await take(lanes, 'fast');
  });

  it('hand a place that becomes free to who waits for it', async () => {
    const lanes = createLanes();
    const places = [];
    for (let i = 0; i < 4; i++) places.push(await take(lanes, 'mail'));
    const next = take(lanes, 'mail');
    places[0]?.();
    (await next)();
  });

  it('send a thousand recipients of a hanging channel back over a minute, never all at one moment', async () => {
    let clock = 0;
    const lanes = createLanes(() => clock);
    const places = [];
    for (let i = 0; i < 4; i++) places.push(await take(lanes, 'slow'));
    // The four took 15 s each: what comes next is not worth waiting for in place.
    clock = 15_000;
    for (const leave of places) leave();
    for (let i = 0; i < 4; i++) await take(lanes, 'slow');
    const waits: number[] = [];
    for (let i = 0; i < 1000; i++) waits.push((await lanes.enter('slow')) as number);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    expect(new Set(waits.slice(0, 60)).size).toBeGreaterThan(20);
  });
});
