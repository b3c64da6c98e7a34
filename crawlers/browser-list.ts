/** A list that exists only after scripts have run; its article pages too when `articlePages` says so. */
import { z } from 'zod';
import { defineKind, type SourceKind } from './_source.ts';
import { listShape, readList, startLists } from './list-page.ts';

const shape = {
  ...listShape,
  waitFor: z
    .string()
    .min(1)
    .optional()
    .describe('CSS selector that is there once the list is complete; default: the links'),
  articlePages: z.boolean().default(false).describe('whether article pages need the browser too'),
};

export const browserList: SourceKind = defineKind({
  kind: 'browser-list',
  label: 'List rendered by scripts',
  verified: false,
  browser: 'lists',
  shape,
  uses: ({ articlePages }) => (articlePages ? 'all' : 'lists'),
  home: ({ url }) => new URL('/', url).href,
  waitFor: ({ waitFor, links }) => waitFor ?? links,
  start: startLists,
  list: readList,
});
