import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backOff,
  HEALTHY,
  healthAfter,
  isDue,
  nextInterval,
  SOURCE_PACE,
  type Health,
  type Sign,
} from '../../src/core/schedule.ts';

const DAY = 86_400_000;
const at = (days: number): string => new Date(Date.UTC(2025, 5, 1) + days * DAY).toISOString();
const page = (fetched: number, checked: number) => ({
  etag: null,
  lastModified: null,
  contentHash: 'h',
  fetchedAt: at(fetched),
  checkedAt: at(checked),
});

describe('a known page', () => {
  it('is asked for again after a day, and then after twice as long each time it has not changed', () => {
    const looks: number[] = [];
    let checked = 0;
    for (let day = 1; day <= 120; day += 1) {
      if (!isDue(page(0, checked), at(day))) continue;
      looks.push(day);
      checked = day;
    }
    expect(looks).toEqual([1, 2, 4, 8, 16, 32, 62, 92]);
  });

  it('that has changed is followed closely again', () => {
    expect(isDue(page(16, 16), at(17))).toBe(true);
    expect(isDue(page(0, 16), at(17))).toBe(false);
  });

  it('is not missed because a night starts some minutes earlier than the last', () => {
    expect(isDue(page(0, 0), new Date(Date.parse(at(1)) - 20 * 60_000).toISOString())).toBe(true);
  });
});

describe('the interval of a source', () => {
  const HOUR = 3_600_000;
  it('grows while its lists bring known articles, shrinks while they bring new ones, and stays between', () => {
    expect(nextInterval({ intervalMs: HOUR, entries: 20, known: 20 }, 0)).toBe(2 * HOUR);
    expect(nextInterval({ intervalMs: HOUR, entries: 20, known: 2 }, 0)).toBe(HOUR / 2);
    expect(nextInterval({ intervalMs: HOUR, entries: 20, known: 10 }, 0)).toBe(HOUR);
    expect(nextInterval({ intervalMs: HOUR, entries: 0, known: 0 }, 0)).toBe(2 * HOUR);
  });

  it('never leaves its bounds and is never shorter than the site asks', () => {
    const run = fc.record({ entries: fc.nat(50), known: fc.nat(50), asked: fc.nat(3 * DAY) });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 40 }), (history) => {
        let intervalMs = HOUR;
        for (const { entries, known, asked } of history) {
          intervalMs = nextInterval({ intervalMs, entries, known: Math.min(known, entries) }, asked);
          expect(intervalMs).toBeGreaterThanOrEqual(Math.max(SOURCE_PACE.floorMs, asked));
          expect(intervalMs).toBeLessThanOrEqual(Math.max(SOURCE_PACE.ceilingMs, asked));
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('of a failing source doubles up to a ceiling and never becomes never', () => {
    expect([1, 2, 3].map((failures) => backOff(failures, 0))).toEqual(
      [1, 2, 4].map((times) => times * SOURCE_PACE.floorMs),
    );
    expect(backOff(5000, 0)).toBe(SOURCE_PACE.ceilingMs);
    expect(backOff(1, 2 * DAY)).toBe(2 * DAY);
  });
});

describe('the health of a source', () => {
  const after = (signs: readonly Omit<Sign, 'at'>[]): { health: Health; told: (string | null)[] } => {
    let health = HEALTHY;
    const told = signs.map((sign, index) => {
      const result = healthAfter(health, { ...sign, at: at(index) });
      health = result.health;
      return result.tell;
    });
    return { health, told };
  };
  const failed = { verdict: 'failed', confirmed: false } as const;
  const fine = { verdict: 'ok', confirmed: true } as const;
  const unchanged = { verdict: 'ok', confirmed: false } as const;
  const empty = { verdict: 'empty', confirmed: true } as const;

  it('is told to the operator once after three failures, and once when it has recovered', () => {
    expect(after([failed, failed, failed, failed, fine, fine]).told).toEqual([
      null,
      null,
      'trouble',
      null,
      'recovery',
      null,
    ]);
  });

  it('is not restored by a 304', () => {
    const { health, told } = after([failed, failed, failed, unchanged, unchanged]);
    expect(health).toMatchObject({ state: 'failing', inARow: 3, since: at(0) });
    expect(told.at(-1)).toBeNull();
  });

  it('is silent, not fine, when lists answer and name nothing', () => {
    const { health, told } = after([fine, empty, empty, empty]);
    expect(health).toMatchObject({ state: 'silent', inARow: 3, since: at(1) });
    expect(told).toEqual([null, null, null, 'trouble']);
  });

  it('is not a matter for the operator after a single bad night', () => {
    expect(after([failed, fine, empty, fine]).told).toEqual([null, null, null, null]);
  });

  it('remembers since when, also when failing turns into silence', () => {
    const { health, told } = after([fine, failed, failed, failed, empty]);
    expect(health).toMatchObject({ state: 'silent', since: at(1), told: true });
    expect(told.filter((tell) => tell !== null)).toEqual(['trouble']);
  });
});
