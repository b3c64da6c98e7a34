/** WARC records as pages. */
import { createHash } from 'node:crypto';
import type { CharsetEvidence, Page } from '../core/types.ts';
import { canonicalUrl } from '../core/url.ts';
import { messageOf, PermanentError } from '../errors.ts';
import type { Fields } from './format.ts';
import { readHttp } from './http.ts';
import { recordsOf } from './records.ts';

/** A page found in a WARC file, or a record that was passed over with the reason. */
export type Found = { page: Page } | { skipped: string; target: string | null };

export type ReadOptions = {
  /** How bodies are decoded; the caller's own, so that an imported page is judged as a fetched one. */
  decode: (bytes: Uint8Array, contentType: string | null) => { charset: string; charsetFrom: CharsetEvidence };
  /** Source of pages that do not name one. */
  sourceId: string;
};

/**
 * The pages of a WARC file (1.0 or 1.1, gzipped or not, ours or another crawler's), in order. `response` and `resource` records
 * become pages; requests, metadata and the like are passed over in silence, anything unreadable with a reason. Throws a
 * PermanentError when the file is not WARC at all.
 */
export async function* readWarc(chunks: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<Found> {
  for await (const { fields, block, problem } of recordsOf(chunks)) {
    const target = fields['warc-target-uri']?.replace(/^<|>$/g, '') ?? null;
    const type = fields['warc-type'];
    // "metadata://gnu.org/software/wget/…": what a tool says about itself.
    const isPage = type === 'response' || (type === 'resource' && !/^(?:metadata|dns|urn):/i.test(target ?? ''));
    if (!isPage) continue;
    if (problem) {
      yield { skipped: problem, target };
      continue;
    }
    try {
      const page = pageFrom(fields, block, target ?? '', options);
      if (page) yield { page };
    } catch (error) {
      yield { skipped: `the record cannot be read: ${messageOf(error)}`, target };
    }
  }
}

function pageFrom(fields: Fields, block: Buffer, target: string, { decode, sourceId }: ReadOptions): Page | null {
  const isResponse = fields['warc-type'] === 'response';
  if (isResponse && !/^application\/http/i.test(fields['content-type'] ?? '')) return null; // dns: records
  const http = isResponse
    ? readHttp(block)
    : { status: 200, headers: { 'content-type': fields['content-type'] ?? '' }, body: block };
  const contentType = http.headers['content-type'] || null;
  const url = fields['redwatch-url'] ?? canonicalUrl(target);
  const id = createHash('sha256').update(`${url}\n`).update(http.body).digest('hex');
  const date = new Date(fields['warc-date'] ?? '');
  if (Number.isNaN(date.getTime())) throw new PermanentError('its date is missing or unreadable');
  return {
    ...{
      id,
      sourceId: fields['redwatch-source'] ?? sourceId,
      url,
      requestedUrl: fields['redwatch-requested'] ?? target,
      finalUrl: target,
    },
    ...{ fetchedAt: date.toISOString(), status: http.status, headers: http.headers, contentType },
    ...decode(http.body, contentType),
    body: http.body,
  };
}
