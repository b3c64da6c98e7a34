/** The desk itself: the alert stands in the ledger and the desk shows it, so that an installation without accounts loses none. */
import { z } from 'zod';
import { defineChannel } from './_channel.ts';

export const desk = defineChannel({
  id: 'desk',
  about: 'Shown on the desk; needs no settings.',
  settings: z.object({}),
  limit: { most: 1_000_000, unit: 'bytes' },
  rate: null,
  // The row of the delivery is the message: it exists once.
  honoursIdempotencyKey: true,
  send: async () => ({ outcome: 'delivered' }),
});
