/** Times of day in a zone. Intl knows the zones; its tables are data, so this stays pure. */

export type WallClock = { year: number; month: number; day: number; hour: number; minute: number };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building a format costs 50 times as much as using it, so each zone's is kept. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** What a clock on the wall shows in the zone at an instant (milliseconds since 1970). */
export function wallClock(instantMs: number, zone: string): WallClock {
  const parts = formatOf(zone).formatToParts(instantMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((p) => p.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

const asUtc = (w: WallClock) => Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute);

const offsetAt = (instantMs: number, zone: string) => {
  const wholeMinute = Math.floor(instantMs / 60_000) * 60_000;
  return asUtc(wallClock(wholeMinute, zone)) - wholeMinute;
};

/**
 * The instant at which the clock shows this. A time that summer time skips is the one as long after the jump as it was
 * meant after midnight; a time that comes twice is the first of the two.
 */
export function instantOf(wall: WallClock, zone: string): number {
  const asked = asUtc(wall);
  const [before, after] = [offsetAt(asked - 86_400_000, zone), offsetAt(asked + 86_400_000, zone)];
  const candidates = [asked - before, asked - after].sort((a, b) => a - b);
  return candidates.find((instant) => asUtc(wallClock(instant, zone)) === asked) ?? asked - before;
}

/** The first instant after `afterMs` at which the clock shows `HH:MM`; on that weekday only, 1 is Monday, where one is given. */
export function nextTimeOfDay(afterMs: number, time: string, zone: string, weekday?: number): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const today = wallClock(afterMs, zone);
  for (let ahead = 0; ahead <= 8; ahead++) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day + ahead));
    if (weekday !== undefined && date.getUTCDay() !== weekday % 7) continue;
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const instant = instantOf({ year, month, day, hour, minute }, zone);
    if (instant > afterMs) return instant;
  }
  throw new Error(`expected a next ${time} in ${zone} within 8 days, found none`);
}

/** Minutes since midnight on the wall. */
export function minuteOfDay(instantMs: number, zone: string): number {
  const { hour, minute } = wallClock(instantMs, zone);
  return hour * 60 + minute;
}
