/**
 * One article, one address: the canonical form of a web address. Used as identity, never for fetching: what is fetched is what was linked.
 */

/** Query parameters that say how a reader came, not what is read. Lower case; a trailing `*` matches any rest. */
const TRACKING = [
  ...[
    'utm_*',
    'spm',
    'scm',
    'fbclid',
    'gclid',
    'dclid',
    'msclkid',
    'yclid',
    'twclid',
    'igshid',
    'mc_cid',
    'mc_eid',
    'ref_src',
    '_ga',
  ],
  ...[
    'isappinstalled',
    'nsukey',
    'share_token',
    'share_source',
    'share_medium',
    'share_from',
    'shareuid',
    'vd_source',
    'wfr',
    'timestamp_share',
  ],
  ...[
    'sharefrom',
    'bd_vid',
    'hmsr',
    'hmpl',
    'hmcu',
    'hmkw',
    'hmci',
    'weibo_id',
    'wxshare',
    'wx_share',
    'cmpid',
    'ncid',
    'sr_share',
    'xhsshare',
  ],
];
/** `from` carries an id on some sites and a sharing channel on others; only these values are the latter. */
const SHARING = new Set([
  'singlemessage',
  'groupmessage',
  'timeline',
  'wechat',
  'weixin',
  'weibo',
  'qq',
  'timeline&isappinstalled',
  'mobile',
  'share',
]);

/** Mobile and mini-programme hosts that serve the same paths as the main host. Publicly known sites only; a source may add its own. */
const SAME_HOST: Readonly<Record<string, string>> = {
  'm.10100.com': 'www.10100.com',
  'applet.10100.com': 'www.10100.com',
  '10100.com': 'www.10100.com',
  'm.amz123.com': 'www.amz123.com',
  'amz123.com': 'www.amz123.com',
  'm.36kr.com': '36kr.com',
  'www.36kr.com': '36kr.com',
  'm.huxiu.com': 'www.huxiu.com',
  'huxiu.com': 'www.huxiu.com',
  'm.jiemian.com': 'www.jiemian.com',
};

/**
 * The canonical form of an absolute http(s) address: host of the main site, no fragment, credentials, default port, tracking
 * parameters, `index.html` or trailing slash. `hosts` maps further host names. Anything that is no such address comes back unchanged.
 */
export function canonicalUrl(address: string, hosts: Readonly<Record<string, string>> = {}): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return address;
  url.hash = '';
  url.username = '';
  url.password = '';
  const main = hosts[url.hostname] ?? SAME_HOST[url.hostname];
  if (main !== undefined) url.hostname = main;
  if (url.hostname.endsWith('.') && url.hostname.length > 1) url.hostname = url.hostname.slice(0, -1);
  url.search = keptQuery(url.search);
  url.pathname = plainPath(url.pathname);
  return url.href;
}

/** "?id=7&utm_source=x&from=timeline" -> "?id=7". The order and spelling of what is kept stay, for it may carry the id. */
function keptQuery(search: string): string {
  const kept = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '' && !isTracking(pair));
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

function isTracking(pair: string): boolean {
  const equals = pair.indexOf('=');
  const name = (equals < 0 ? pair : pair.slice(0, equals)).toLowerCase();
  if (name === 'from') return SHARING.has(pair.slice(equals + 1).toLowerCase());
  return TRACKING.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry));
}

/** "/t/abc/" -> "/t/abc", "/news/index.html" -> "/news"; percent-encoding in upper case. */
function plainPath(path: string): string {
  let plain = path.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
  for (;;) {
    const shorter = plain.endsWith('/') ? plain.slice(0, -1) : plain.replace(/\/index\.(?:html?|php)$/i, '');
    if (shorter === plain) return plain;
    if (shorter === '') return '/';
    plain = shorter;
  }
}

/** Second-level suffixes under which names are registered one level deeper: `example.com.cn`. */
const DEEP_SUFFIX = /(?:^|\.)(?:com|net|org|gov|edu|ac|co|or|ne|go)\.[a-z]{2}$/;

/** The part of a host name that one owner registers: `news.sina.com.cn` -> `sina.com.cn`. IP addresses stay whole. */
export function siteOf(hostname: string): string {
  if (/^[\d.]+$|:/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const suffix = labels.slice(-2).join('.');
  return labels.slice(DEEP_SUFFIX.test(suffix) && labels.length > 2 ? -3 : -2).join('.');
}

/**
 * The address a page calls its own (`<link rel="canonical">`) when it can be believed: the same site, and it keeps the piece of
 * the path that tells articles apart. A site that points every page at its front page would otherwise become one article.
 */
export function believedCanonical(pageUrl: string, declared: string | null): string | null {
  if (!declared || !URL.canParse(declared, pageUrl)) return null;
  const page = new URL(pageUrl);
  const own = new URL(declared, pageUrl);
  if (own.protocol !== 'http:' && own.protocol !== 'https:') return null;
  if (siteOf(own.hostname) !== siteOf(page.hostname)) return null;
  const mark = distinguishingPart(page);
  return mark !== '' && distinguishingPart(own) === mark ? own.href : null;
}

/** The longest number in path or query (an id has five digits or more), else the last piece of the path without its ending. */
function distinguishingPart(url: URL): string {
  const numbers = `${url.pathname}?${url.search}`.match(/\d{5,}/g) ?? [];
  const longest = numbers.reduce((best, number) => (number.length > best.length ? number : best), '');
  if (longest !== '') return longest;
  const last =
    url.pathname
      .split('/')
      .filter((piece) => piece !== '' && piece !== 'amp')
      .pop() ?? '';
  return last.replace(/\.[a-z]{3,5}$/i, '');
}
