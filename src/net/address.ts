/**
 * Which addresses may be asked at all. A URL is judged after WHATWG parsing, on the very URL object that is then fetched, so that
 * no second parser can read another host in it; an IP address is judged against the IANA special-purpose registries.
 */
import ipaddr from 'ipaddr.js';
import { GateRefusal } from './refusal.ts';

/** IPv4 blocks that are not the public Internet (IANA special-purpose registry), and Azure's metadata host, which lies in a public block. */
const CLOSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
].map((block) => ipaddr.IPv4.parseCIDR(block));

/** Public IPv6 is 2000::/3 only; everything that embeds or hides an IPv4 address outside it (mapped, compatible, NAT64) is thereby closed. */
const OPEN_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((block) => ipaddr.IPv6.parseCIDR(block));

/** True for an address of the public Internet. `address` is textual IPv4 or IPv6 without brackets; anything unreadable is not public. */
export function isPublicAddress(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    const parsed = ipaddr.IPv4.parse(address);
    return !CLOSED_V4.some((block) => parsed.match(block));
  }
  if (address.includes('%') || !ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.match(OPEN_V6) && !CLOSED_V6.some((block) => parsed.match(block));
}

/** The IP address a URL's host is, without brackets; null when the host is a name. */
export function literalAddress(url: URL): string | null {
  const bare = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  return ipaddr.isValid(bare) ? bare : null;
}

/** The port of a URL, written out: "443" for https without one. */
export function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}

// "http://a\b", "java\tscript:", "http://exa\u0000mple": characters that make two parsers disagree.

const AMBIGUOUS = /[\\\u0000-\u0020\u007f]/;
// "http://example.com/x": two slashes and then a host, which WHATWG does not insist on ("http:///etc/passwd" is host "etc" to it).
const ABSOLUTE_HTTP = /^https?:\/\/[^/?#]/i;

/** Longer addresses are traps; servers commonly stop at 8 KiB. */
const MAX_ADDRESS = 8192;

/**
 * The URL object of an absolute http(s) address. Refused: other schemes, backslashes, control characters and blanks anywhere, a
 * missing host, names or passwords in the address.
 */
export function parseAddress(text: string): URL {
  const shown = JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
  if (AMBIGUOUS.test(text))
    throw new GateRefusal('url', `refused ${shown}: a backslash, blank or control character in an address`);
  const scheme = /^([a-z][a-z0-9+.-]{0,30}):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') {
    throw new GateRefusal('scheme', `refused ${shown}: only absolute http and https addresses are fetched`);
  }
  if (!ABSOLUTE_HTTP.test(text) || !URL.canParse(text))
    throw new GateRefusal('url', `refused ${shown}: not a valid address`);
  return acceptParsed(new URL(text), shown);
}

/** The target of a redirect: `location` as the header gave it, resolved against where it was received, by the rules of parseAddress. */
export function parseRedirect(location: string, from: URL): URL {
  // Servers send UTF-8 in Location although headers are Latin-1: "/搜索" arrives as bytes, one character each.
  const bytes = Buffer.from(location, 'latin1');
  const text = bytes.toString('utf8').includes('\ufffd') ? location : bytes.toString('utf8');
  const shown = JSON.stringify(text.slice(0, 200));
  const trimmed = text.trim().replaceAll(' ', '%20');
  if (AMBIGUOUS.test(trimmed))
    throw new GateRefusal('url', `refused a redirect to ${shown}: a backslash or control character in it`);
  const isOddlyAbsolute = /^https?:/i.test(trimmed) && !ABSOLUTE_HTTP.test(trimmed);
  if (isOddlyAbsolute || !URL.canParse(trimmed, from)) {
    throw new GateRefusal('url', `refused a redirect to ${shown}: not a valid address`);
  }
  return acceptParsed(new URL(trimmed, from), shown);
}

function acceptParsed(url: URL, shown: string): URL {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new GateRefusal('scheme', `refused ${shown}: only http and https are fetched`);
  }
  if (url.href.length > MAX_ADDRESS)
    throw new GateRefusal('url', `refused ${shown}: longer than ${MAX_ADDRESS} characters`);
  if (url.username || url.password)
    throw new GateRefusal('url', `refused ${shown}: a user name or password in the address`);
  return url;
}
