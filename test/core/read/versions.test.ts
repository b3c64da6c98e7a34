import { describe, expect, it } from 'vitest';
import { siteReadersFor, type SiteReader } from '../../../src/core/read/index.ts';

/** Readers of an invented site: its first layout, and the one it has had since March 2026. */
const gazette = (version: number, since?: string): SiteReader => ({
  layout: 'gazette',
  version,
  ...(since !== undefined && { since }),
  matches: (url) => url.startsWith('https://gazette.example/'),
  read: () => null,
});
const forum: SiteReader = {
  layout: 'forum',
  version: 1,
  matches: () => false,
  matchesMarkup: (html) => html.includes('invented-forum'),
  read: () => null,
};
const readers = [gazette(1), gazette(3, '2026-10-01'), gazette(2, '2026-03-01'), forum];
const asked = (page: { url?: string | null; content?: string; fetchedAt?: string; layout?: string | null }) =>
  siteReadersFor(
    { kind: 'html', url: 'https://gazette.example/1', content: '<p>', fetchedAt: '2026-11-01T00:00:00Z', ...page },
    readers,
  ).map(({ layout, version }) => `${layout}@${version}`);

describe('The readers asked for a page', () => {
  it('begin with the version of the day it was fetched', () => {
    expect(asked({ fetchedAt: '2026-11-01T00:00:00Z' })[0]).toBe('gazette@3');
    expect(asked({ fetchedAt: '2026-09-30T23:59:59Z' })[0]).toBe('gazette@2');
    expect(asked({ fetchedAt: '2026-03-01T00:00:00Z' })[0]).toBe('gazette@2');
    expect(asked({ fetchedAt: '2019-01-01T00:00:00Z' })[0]).toBe('gazette@1');
  });

  it('go on with every other version, newest first', () => {
    expect(asked({ fetchedAt: '2026-04-01T00:00:00Z' })).toEqual(['gazette@2', 'gazette@3', 'gazette@1']);
  });

  it('are those of the layout its source is known to have, wherever the page stands', () => {
    expect(asked({ url: 'https://elsewhere.example/1', layout: 'gazette' })).toHaveLength(3);
    expect(asked({ url: 'https://elsewhere.example/1', layout: 'feed' })).toEqual([]);
  });

  it('are found by markup where the address says nothing', () => {
    expect(asked({ url: null, content: '<meta name="invented-forum">' })).toEqual(['forum@1']);
  });

  it('are none where the caller wants the generic reader', () => {
    expect(asked({ layout: null })).toEqual([]);
  });
});
