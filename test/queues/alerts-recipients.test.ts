import { expect, it } from 'vitest';
import { tellEverybody } from '../../bench/_alerts-recipients.ts';

/** `npm run bench -- alerts recipients` does it with a thousand. */
it(
  'reaches everybody on every other channel while one hangs, and whoever is not refused',
  { timeout: 180_000 },
  async () => {
    const channels = ['hangs', 'refuses every second', 'answers', 'answers'] as const;
    const told = await tellEverybody({ recipients: 80, timeoutMs: 30_000, channels });
    const tried = (way: string) => told.filter((c) => c.way === way).map((c) => c.arrived);
    expect(tried('answers')).toEqual([20, 20]);
    expect(tried('refuses every second')).toEqual([20]);
    // Nobody was through with waiting for the one that hangs when all the others had their messages.
    expect(tried('hangs')).toEqual([4]);
  },
);
