import { access, readFile } from 'node:fs/promises';
import { findClaims } from '../core/claims/index.ts';
import { fingerprint } from '../core/dedup/index.ts';
import { readPage } from '../core/read/index.ts';
import { parseWithJsdom } from '../core/read/jsdom.ts';
import { isSkipped } from '../core/types.ts';
import { matchWatches } from '../core/watch.ts';
import { EnvironmentError } from '../errors.ts';
import { decodeBytes } from '../net/charset.ts';
import { createGate } from '../net/gate.ts';
import { VERSION } from '../version.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/** `redwatch try PAGE`: what every step makes of one file or address. Nothing is saved. */
export async function runTry(page: string, options: SettingsOptions): Promise<void> {
  const config = await settingsFor(options);
  const isFile = await access(page).then(
    () => true,
    () => false,
  );
  if (!isFile && !/^https?:/i.test(page))
    throw new EnvironmentError(`${page} is neither a file nor an http(s) address.`);
  const { bytes, contentType, url } = isFile ? await fromFile(page) : await fromWeb(page, config);
  const decoded = decodeBytes(bytes, contentType);
  show('page', { bytes: bytes.length, charset: decoded.charset, charsetFrom: decoded.charsetFrom, contentType });
  const article = readPage(
    {
      url,
      kind: contentType === 'text/plain' ? 'text' : 'html',
      content: decoded.text,
      fetchedAt: new Date().toISOString(),
    },
    { fallbackParser: parseWithJsdom },
  );
  if (isSkipped(article)) return show('skipped', article.skipped);
  const { text, cut, ...head } = article;
  show('article', head);
  console.log(text.replace(/^/gm, '    '));
  show('cut away', cut);
  show('watches', matchWatches(article, config.watches));
  const { simhash, textHash, sketch, clauses, length } = fingerprint(article);
  show('fingerprint', {
    simhash: simhash.toString(16),
    textHash,
    sketch: sketch.length,
    clauses: clauses.length,
    length,
  });
  const { claims, refused } = findClaims({ ...article, id: page, url });
  for (const claim of claims) show(`claim ${claim.kind}`, claim);
  if (refused.length) show('refused', refused);
}

function show(name: string, value: unknown): void {
  console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}`);
}

async function fromFile(file: string) {
  const bytes = new Uint8Array(await readFile(file));
  return { bytes, contentType: /\.(html?|xhtml)$/i.test(file) ? 'text/html' : 'text/plain', url: null };
}

async function fromWeb(address: string, config: Awaited<ReturnType<typeof settingsFor>>) {
  const gate = createGate({
    userAgent: `Redwatch/${VERSION} (+${config.contact})`,
    allow: config.net.allow,
    proxy: config.net.proxy ?? null,
    maxBytes: config.net.maxBytes,
  });
  try {
    const answer = await gate.fetch(address);
    if (answer.status !== 200) throw new EnvironmentError(`${address} answered ${answer.status}.`);
    return { bytes: answer.body, contentType: answer.headers['content-type'] ?? null, url: answer.finalUrl };
  } finally {
    await gate.close();
  }
}
