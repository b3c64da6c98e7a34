import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdUntil, MOST_ATTEMPTS, nextAttemptAt, outOfQuietHours, paceUntil } from '../../src/core/alerts.ts';
import { instantOf, nextTimeOfDay, wallClock } from '../../src/core/alerts/clock.ts';

const SHANGHAI = 'Asia/Shanghai';
const night = { from: '22:00', to: '08:00', zone: SHANGHAI };
const none = { digest: null, quietHours: null };

describe('quiet hours', () => {
  it('hold a message of the night until the morning', () => {
    expect(outOfQuietHours(night, '2026-03-01T15:30:00Z')).toBe('2026-03-02T00:00:00.000Z');
    expect(outOfQuietHours(night, '2026-03-01T22:59:59Z')).toBe('2026-03-02T00:00:00.000Z');
  });

  it('let a message pass at the minute they end and hold it at the minute they begin', () => {
    expect(outOfQuietHours(night, '2026-03-02T00:00:00Z')).toBe('2026-03-02T00:00:00.000Z');
    expect(outOfQuietHours(night, '2026-03-01T14:00:00Z')).toBe('2026-03-02T00:00:00.000Z');
    expect(outOfQuietHours(night, '2026-03-01T13:59:00Z')).toBe('2026-03-01T13:59:00.000Z');
  });

  it('are none when they begin and end at the same time', () => {
    const never = { from: '09:00', to: '09:00', zone: SHANGHAI };
    expect(outOfQuietHours(never, '2026-03-01T01:00:00Z')).toBe('2026-03-01T01:00:00.000Z');
  });

  it('never drop a message, never send it early, and hold it for less than a day, whatever the hours and the zone', () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    const clock = time.map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const zone = fc.constantFrom(
      SHANGHAI,
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    );
    const at = fc.date({ min: new Date('2024-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(clock, clock, zone, at, (from, to, inZone, when) => {
        const quiet = { from, to, zone: inZone };
        const leaves = outOfQuietHours(quiet, when.toISOString());
        const waits = Date.parse(leaves) - when.getTime();
        expect(waits).toBeGreaterThanOrEqual(0);
        expect(waits).toBeLessThanOrEqual(25 * 3_600_000);
        expect(outOfQuietHours(quiet, leaves)).toBe(leaves);
      }),
      { numRuns: 300 },
    );
  });
});

describe('digests', () => {
  const daily = { every: 'day' as const, at: '08:30', weekday: 1, zone: SHANGHAI };

  it('leave at the next time of day in their zone', () => {
    expect(holdUntil({ ...none, digest: daily }, '2026-03-01T00:29:00Z')).toBe('2026-03-01T00:30:00.000Z');
    expect(holdUntil({ ...none, digest: daily }, '2026-03-01T00:30:00Z')).toBe('2026-03-02T00:30:00.000Z');
  });

  it('leave once a week on the weekday asked for', () => {
    const weekly = { ...daily, every: 'week' as const, weekday: 5 };
    const leaves = holdUntil({ ...none, digest: weekly }, '2026-03-01T12:00:00Z');
    expect(leaves).toBe('2026-03-06T00:30:00.000Z');
  });

  it('leave at the same time on the wall before and after clocks change, daily and weekly', () => {
    const berlin = { ...daily, zone: 'Europe/Berlin' };
    const next = (digest: typeof berlin | (Omit<typeof daily, 'every'> & { every: 'week' }), at: string) =>
      holdUntil({ ...none, digest }, at);
    // Summer time begins on Sunday 2026-03-29 and ends on Sunday 2026-10-25.
    expect(next(berlin, '2026-03-28T00:00:00Z')).toBe('2026-03-28T07:30:00.000Z');
    expect(next(berlin, '2026-03-28T07:30:00Z')).toBe('2026-03-29T06:30:00.000Z');
    expect(next(berlin, '2026-10-24T06:30:00Z')).toBe('2026-10-25T07:30:00.000Z');
    const sundays = { ...berlin, every: 'week' as const, weekday: 7 };
    expect(next(sundays, '2026-03-22T07:30:00Z')).toBe('2026-03-29T06:30:00.000Z');
    expect(next(sundays, '2026-10-18T06:30:00Z')).toBe('2026-10-25T07:30:00.000Z');
  });

  it('wait for the end of quiet hours when they fall into them', () => {
    expect(holdUntil({ digest: { ...daily, at: '07:00' }, quietHours: night }, '2026-03-01T12:00:00Z')).toBe(
      '2026-03-02T00:00:00.000Z',
    );
  });
});

describe('times of day when clocks change', () => {
  it('come once on the day that skips them and on the day that has them twice', () => {
    const berlin = 'Europe/Berlin';
    // 2026-03-29 02:30 does not exist there; 2026-10-25 02:30 comes twice.
    expect(new Date(instantOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, berlin)).toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    );
    const first = nextTimeOfDay(Date.parse('2026-10-24T12:00:00Z'), '02:30', berlin);
    expect(new Date(first).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(new Date(nextTimeOfDay(first, '02:30', berlin)).toISOString()).toBe('2026-10-26T01:30:00.000Z');
  });

  it('read back as the clock showed them', () => {
    expect(wallClock(Date.parse('2026-12-31T18:05:00Z'), SHANGHAI)).toEqual({
      year: 2027,
      month: 1,
      day: 1,
      hour: 2,
      minute: 5,
    });
  });
});

describe('another try', () => {
  const now = '2026-03-01T00:00:00.000Z';

  it('comes later each time, covers a weekend of silence, and then no more', () => {
    let at = now;
    let pause = 0;
    for (let attempts = 1; attempts < MOST_ATTEMPTS; attempts++) {
      const next = nextAttemptAt(attempts, at)!;
      expect(Date.parse(next) - Date.parse(at)).toBeGreaterThanOrEqual(pause);
      pause = Date.parse(next) - Date.parse(at);
      at = next;
    }
    expect(Date.parse(at) - Date.parse(now)).toBeGreaterThan(62 * 3_600_000);
    expect(nextAttemptAt(MOST_ATTEMPTS, at)).toBeNull();
  });

  it('waits as long as the receiver asked, but not for years', () => {
    expect(nextAttemptAt(1, now, 120_000)).toBe('2026-03-01T00:02:00.000Z');
    expect(nextAttemptAt(1, now, 1e12)).toBe('2026-03-02T00:00:00.000Z');
  });

  it('comes back as soon as the receiver asked, until that has failed three times', () => {
    expect(nextAttemptAt(1, now, 2500)).toBe('2026-03-01T00:00:02.500Z');
    expect(nextAttemptAt(3, now, 0)).toBe('2026-03-01T00:00:01.000Z');
    expect(nextAttemptAt(4, now, 2500)).toBe(nextAttemptAt(4, now));
  });

  it('keeps to a channel rate', () => {
    const sent = ['2026-03-01T00:00:00Z', '2026-03-01T00:00:10Z', '2026-03-01T00:00:20Z'];
    const at = '2026-03-01T00:00:30.000Z';
    expect(paceUntil(sent, { most: 3, withinMs: 60_000 }, at)).toBe('2026-03-01T00:01:00.000Z');
    expect(paceUntil(sent, { most: 4, withinMs: 60_000 }, at)).toBe(at);
  });
});
