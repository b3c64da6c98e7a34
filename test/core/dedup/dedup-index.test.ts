import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DedupIndex, fingerprint } from '../../../src/core/dedup/index.ts';
import type { Fingerprint } from '../../../src/core/types.ts';
import { MAX_SPREAD } from '../../../src/core/dedup/event.ts';
import { termHash } from '../../../src/core/dedup/terms.ts';
import { DEPARTURE, TOWN_HALL, WAREHOUSE } from './_articles.ts';

const print = (text: string, title = ''): Fingerprint => fingerprint({ title, text });

describe('fingerprint', () => {
  it('is the same for a text and its Traditional, doubled or re-punctuated copy, but for the exact hash', () => {
    const { simhash, sketch } = print(DEPARTURE);
    const {
      simhash: other,
      sketch: otherSketch,
      textHash,
    } = print(`${DEPARTURE.replaceAll('业务', '業務').replaceAll('，', ',')}\n${DEPARTURE}`);
    expect(other).toBe(simhash);
    expect(otherSketch).toEqual(sketch);
    expect(textHash).not.toBe(print(DEPARTURE).textHash);
  });

  it('keeps about one shingle in eight, ascending, each once', () => {
    const text = Array.from({ length: 2000 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919) % 20000))).join('');
    const { sketch } = print(text);
    expect(sketch.length).toBeGreaterThan(180);
    expect(sketch.length).toBeLessThan(320);
    expect([...sketch].sort((a, b) => a - b)).toEqual(sketch);
    expect(new Set(sketch).size).toBe(sketch.length);
  });

  it('is defined and bounded for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 40 }), (text, title) => {
        const { sketch, clauses, length, textHash } = print(text, title);
        expect(sketch.length <= 2048 && clauses.length <= 2048 && length >= 0).toBe(true);
        expect(textHash).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
    expect(print('').sketch).toEqual([]);
    expect(print('。'.repeat(100_000))).toMatchObject({ simhash: 0n, sketch: [], length: 0 });
    expect(print('他说很好。'.repeat(10_000)).sketch.length).toBeLessThan(10);
  });
});

describe('DedupIndex', () => {
  const texts = { departure: DEPARTURE, warehouse: WAREHOUSE, shop: TOWN_HALL };
  const filled = (): DedupIndex => {
    const index = new DedupIndex({ expected: 1000 });
    for (const [id, text] of Object.entries(texts)) index.add(id, print(text));
    return index;
  };

  it('finds the article behind an edited copy, a third of it, and a page that holds it', () => {
    const index = filled();
    const third = DEPARTURE.split('\n')[1]!;
    expect(index.candidates(print(DEPARTURE.replace('五年', '六年')))[0]).toBe('departure');
    expect(index.candidates(print(third))[0]).toBe('departure');
    expect(index.candidates(print(`${WAREHOUSE}\n${DEPARTURE}`))).toEqual(
      expect.arrayContaining(['departure', 'warehouse']),
    );
    expect(index.candidates(print('春天的草地上有一只很小的白羊在慢慢吃草。'))).toEqual([]);
  });

  it('finds another report that shares no sentence but names the same person in its opening', () => {
    const index = new DedupIndex();
    index.add('a', print('季喆然已不再担任首席财务官，付款审批改由副总裁签署。', '砚山优选季喆然离任'));
    expect(index.candidates(print('供应商说，上周还在与季喆然核对返利条款。', '季喆然为什么走'))).toEqual(['a']);
  });

  it('replaces an article that is added again, and forgets one that is removed', () => {
    const index = filled();
    index.add('departure', print(WAREHOUSE));
    expect(index.size).toBe(3);
    expect(index.candidates(print(DEPARTURE))).not.toContain('departure');
    expect(index.candidates(print(WAREHOUSE))).toEqual(expect.arrayContaining(['departure', 'warehouse']));
    index.remove('departure');
    index.remove('departure');
    index.remove('nobody');
    expect(index.size).toBe(2);
    expect(index.candidates(print(WAREHOUSE))).toEqual(['warehouse']);
  });

  it('counts how many originals carry a passage, not their copies', () => {
    const index = new DedupIndex();
    const { sketch } = print(DEPARTURE);
    index.add('a', print(DEPARTURE));
    for (let i = 0; i < 20; i++) index.add(`copy ${i}`, print(DEPARTURE), { isCopy: true });
    expect(index.spread(sketch[0]!)).toBe(1);
    index.add('b', print(DEPARTURE));
    expect(index.spread(sketch[0]!)).toBe(2);
    index.mark('b', { isCopy: true });
    index.mark('never seen', { isCopy: false });
    expect(index.spread(sketch[0]!)).toBe(1);
  });

  it('counts how many originals opened with a name in the three months before a day', () => {
    const index = new DedupIndex();
    const about = (n: number) => print(`第${n}场发布会开始前，季喆然在门口和供应商说话。`, '季喆然到场');
    index.add('long before', about(1), { day: 900 });
    index.add('before', about(2), { day: 910 });
    index.add('a copy', about(3), { day: 950, isCopy: true });
    index.add('the day before', about(4), { day: 999 });
    index.add('on the day', about(5), { day: 1000 });
    expect(index.usual(termHash('#季喆'), 1000)).toBe(2);
    for (let i = 0; i < 300; i++) index.add(`today ${i}`, about(i), { day: 1000 });
    expect(index.usual(termHash('#季喆'), 1000)).toBe(MAX_SPREAD);
  });

  it('finds exactly the SimHashes within three bits, as a scan of all would', () => {
    const base = { textHash: '', sketch: [], clauses: [], length: 100 };
    const hashes = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(
        hashes,
        fc.array(hashes, { maxLength: 20 }),
        fc.array(fc.uniqueArray(fc.nat(63), { maxLength: 5 }), { maxLength: 40 }),
        (query, far, flips) => {
          const all = [...far, ...flips.map((bits) => bits.reduce((hash, bit) => hash ^ (1n << BigInt(bit)), query))];
          const index = new DedupIndex({ expected: 100 });
          all.forEach((simhash, i) => index.add(String(i), { ...base, simhash }));
          const distance = (hash: bigint): number => (hash ^ query).toString(2).replaceAll('0', '').length;
          const expected = all.flatMap((hash, i) => (distance(hash) <= 3 ? [i] : []));
          expect(index.withinThreeBits({ ...base, simhash: query }, 100).sort((a, b) => a - b)).toEqual(expected);
        },
      ),
    );
  });

  it('answers the same for the same articles in any order of arrival, but for equal candidates', () => {
    const ids = Object.keys(texts) as (keyof typeof texts)[];
    fc.assert(
      fc.property(fc.shuffledSubarray(ids, { minLength: 3 }), (order) => {
        const index = new DedupIndex();
        for (const id of order) index.add(id, print(texts[id]));
        expect(index.candidates(print(DEPARTURE))[0]).toBe('departure');
      }),
    );
  });

  it('survives ids of any kind', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 200 }), (ids) => {
        const index = new DedupIndex({ expected: 100 });
        for (const id of ids) index.add(id, print(DEPARTURE));
        expect(index.size).toBe(ids.length);
        const found = index.candidates(print(DEPARTURE), { limit: 300 });
        expect(new Set(found)).toEqual(new Set(ids));
        for (const id of ids) index.remove(id);
        expect(index.size).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
