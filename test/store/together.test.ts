import { expect, it } from 'vitest';
import { together } from '../../src/store/together.ts';

/** A write that waits until it is let go, and what it was given. */
function gatedWrite() {
  const writes: { items: readonly string[]; end: { resolve: () => void; reject: (error: Error) => void } }[] = [];
  const save = together(async (items: readonly string[]) => {
    await new Promise<void>((resolve, reject) => writes.push({ items, end: { resolve, reject } }));
    return items.map((item) => `${item} is kept`);
  });
  return { writes, save };
}

it('what comes during a write goes together in the next, in order, each told of its own', async () => {
  const { writes, save } = gatedWrite();
  const first = save('a');
  await expect.poll(() => writes.length).toBe(1);
  const others = [save('b'), save('c')];
  writes[0]!.end.resolve();
  expect(await first).toBe('a is kept');
  await expect.poll(() => writes.length).toBe(2);
  expect(writes[1]!.items).toEqual(['b', 'c']);
  writes[1]!.end.resolve();
  expect(await Promise.all(others)).toEqual(['b is kept', 'c is kept']);
});

it('a write that fails fails its own items and none that came later', async () => {
  const { writes, save } = gatedWrite();
  const first = save('a');
  await expect.poll(() => writes.length).toBe(1);
  const later = save('b');
  writes[0]!.end.reject(new Error('the disk is full'));
  await expect(first).rejects.toThrow('the disk is full');
  await expect.poll(() => writes.length).toBe(2);
  writes[1]!.end.resolve();
  expect(await later).toBe('b is kept');
});
