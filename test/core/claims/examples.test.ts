import { describe, expect, it } from 'vitest';
import { claimKinds, findClaims } from '../../../src/core/claims/index.ts';
import type { ClaimInput } from '../../../src/core/types.ts';

const input = (text: string, more: Partial<ClaimInput> = {}): ClaimInput => ({
  id: 'example',
  title: '',
  text,
  publishedAt: null,
  lang: /\p{Script=Han}/u.test(text) ? 'zh-Hans' : 'en',
  url: null,
  ...more,
});

describe.each(claimKinds.map((kind) => [kind.id, kind] as const))('%s', (id, kind) => {
  it('has examples and counterexamples', () => {
    expect(kind.examples.length).toBeGreaterThan(0);
    expect(kind.counterexamples.length).toBeGreaterThan(0);
  });

  it.each(kind.examples.map((example) => [example.text, example] as const))(
    'finds its claim in: %s',
    (text, example) => {
      const { title = '', publishedAt = null, lang } = example;
      const { claims, refused } = findClaims(input(text, { title, publishedAt, ...(lang && { lang }) }));
      const found = claims.filter((claim) => claim.kind === id);
      expect(refused).toEqual([]);
      expect(found).toContainEqual(
        expect.objectContaining({
          args: expect.objectContaining(example.args),
          ...(example.status !== undefined && { status: example.status }),
        }),
      );
    },
  );

  it.each(kind.counterexamples.map((text) => [text]))('finds none in: %s', (text) => {
    const { claims } = findClaims(input(text, { publishedAt: '2025-09-10' }));
    expect(claims.filter((claim) => claim.kind === id)).toEqual([]);
  });
});
