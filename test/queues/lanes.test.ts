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

  it('send back who comes to a channel that hangs before its first sending has ended', async () => {
    let clock = 0;
    const lanes = createLanes(() => clock);
    for (let i = 0; i < 4; i++) await take(lanes, 'hangs');
    clock = 3000;
    expect(await lanes.enter('hangs')).toBeGreaterThan(0);
  });

  it('let no more wait in their places than are sent at a time', async () => {
    const lanes = createLanes();
    for (let i = 0; i < 4; i++) await take(lanes, 'mail');
    const waiting = Array.from({ length: 4 }, () => lanes.enter('mail'));
    expect(typeof (await lanes.enter('mail'))).toBe('number');
    await Promise.all(waiting);
  });

  it('leave a recipient alone that asked for patience, ten minutes at most, and no other of its channel', () => {
    let clock = 0;
    const lanes = createLanes(() => clock);
    const [team, boss] = ['team', 'boss'].map((to) => ({ channel: 'chat', to }));
    lanes.hold(team!, 5000);
    clock = 2000;
    expect([lanes.heldMs(team!), lanes.heldMs(boss!)]).toEqual([3000, 0]);
    lanes.hold(boss!, 86_400_000);
    clock = 602_000;
    expect([lanes.heldMs(team!), lanes.heldMs(boss!)]).toEqual([0, 0]);
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
