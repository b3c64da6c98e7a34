/** What becomes of an article's answer: a page for the archive, under the one address it has. */
import { createHash } from 'node:crypto';
import { believedCanonical, canonicalUrl } from '../src/core/url.ts';
import type { Page } from '../src/core/types.ts';
import type { Run } from './_ports.ts';
import type { Fetched, Task } from './_task.ts';

// "text/html; charset=gbk", "application/xhtml+xml", "text/plain"
const READABLE = /^\s*(?:text\/|application\/(?:xhtml\+xml|xml|json))|^$/i;

/** Hands a page on to the archive, or says why the answer is none. An article leads to no further addresses. */
export async function settleArticle(run: Run, task: Task, fetched: Fetched): Promise<readonly Task[]> {
  const { account, ports } = run;
  if (fetched.notModified) {
    await ports.unchanged(task.key);
    await account.article(task.ask.url, 'unchanged', 'not modified', fetched);
    return [];
  }
  if (!READABLE.test(fetched.contentType ?? '')) {
    await account.skip(
      task.ask.url,
      `not a web page (${(fetched.contentType ?? '').split(';')[0]?.slice(0, 60)})`,
      fetched,
    );
    return [];
  }
  const page = pageOf(run, task, fetched);
  await run.backlog.add(async () => {
    const saved = await ports.savePage(page);
    await account.article(task.ask.url, saved, saved === 'new' ? 'new content' : 'the same bytes as before', fetched);
  });
  return [];
}

/** The page as it goes to the archive; its id is the SHA-256 of canonical address, newline and bytes. */
function pageOf({ source, ports }: Run, task: Task, fetched: Fetched): Page {
  const declared = declaredCanonical(fetched.text);
  const url = canonicalUrl(believedCanonical(fetched.finalUrl, declared) ?? fetched.finalUrl, source.sameHosts);
  return {
    ...{ id: createHash('sha256').update(`${url}\n`).update(fetched.body).digest('hex'), sourceId: source.id, url },
    ...{
      requestedUrl: task.ask.url,
      finalUrl: fetched.finalUrl,
      fetchedAt: ports.now().toISOString(),
      status: fetched.status,
    },
    ...{
      headers: fetched.headers,
      contentType: fetched.contentType,
      charset: fetched.charset,
      charsetFrom: fetched.charsetFrom,
      body: fetched.body,
    },
  };
}

/** `<link rel="canonical" href="https://www.example.com/t/1">` within the first 100,000 characters. */
function declaredCanonical(text: string): string | null {
  for (const [tag] of text.slice(0, 100_000).matchAll(/<link\s[^<>]{1,1000}>/gi)) {
    if (!/\brel\s{0,5}=\s{0,5}["']?canonical\b/i.test(tag)) continue;
    return /\bhref\s{0,5}=\s{0,5}["']?([^"'\s>]{1,900})/i.exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? null;
  }
  return null;
}
