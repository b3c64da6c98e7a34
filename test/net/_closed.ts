import { existsSync, readFileSync } from 'node:fs';

/** Addresses that are not the public Internet, each with why; and a few that are. */
const OWN = {
  closed: [
    ...[
      '127.0.0.1',
      '127.9.9.9',
      '0.0.0.0',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.254',
      '192.168.255.255',
      '169.254.169.254',
    ],
    ...[
      '100.64.0.1',
      '100.127.255.255',
      '192.0.0.8',
      '192.0.2.1',
      '198.51.100.7',
      '203.0.113.9',
      '198.19.255.255',
      '192.88.99.2',
    ],
    ...['224.0.0.251', '239.255.255.250', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
    ...[
      '::',
      '::1',
      'fe80::1',
      'febf::1',
      'fc00::1',
      'fdff::1',
      'ff02::1',
      'fec0::1',
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
    ],
    ...[
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::1',
      '2002:7f00:1::1',
      '2001:0:7f00:1::',
      '2001:db8::1',
      '2001:20::1',
    ],
    ...['3fff::1', '100::1', '5f00::1', '4000::1', 'fe80::1%eth0'],
  ],
  open: [
    '1.1.1.1',
    '9.9.9.9',
    '172.32.0.1',
    '100.128.0.1',
    '192.0.1.1',
    '2606:4700::1111',
    '2400:3200::1',
    '2a00:1450:4001::1',
  ],
  urls: [
    ...[
      'http://127.1/',
      'http://0x7f000001/',
      'http://017700000001/',
      'http://[::1]/',
      'http://[::ffff:7f00:1]/',
      'http://0/',
    ],
    ...[
      'http://127.0.0.1\\@example.com/',
      'http://user:secret@example.com/',
      'file:///etc/hostname',
      '\tfile:///etc/hostname',
    ],
    ...[
      'HTTP:/example.com',
      'http:example.com',
      'https:///example.com/',
      'view-source:http://example.com/',
      'http://',
      'http://[::1',
      '',
    ],
    ...[
      'ws://example.com/',
      'blob:http://example.com/1',
      'http://exa mple.com/',
      'http://example.com/\r\nX: y',
      'http://example.com/\u0000',
    ],
  ],
};

type Shared = Record<'addresses_to_refuse' | 'addresses_to_allow', { address: string }[]> & {
  urls_to_refuse: string[];
};

/** Our own cases and, in a checkout that has it, those of the shared evaluation. */
export function closedCases(): typeof OWN {
  const path = '../shared/eval/ssrf.json';
  if (!existsSync(path)) {
    console.log('../shared/eval/ssrf.json is not here: only our own addresses are tried');
    return OWN;
  }
  const shared = JSON.parse(readFileSync(path, 'utf8')) as Shared;
  return {
    closed: [...new Set([...OWN.closed, ...shared.addresses_to_refuse.map(({ address }) => address)])],
    open: [...new Set([...OWN.open, ...shared.addresses_to_allow.map(({ address }) => address)])],
    urls: [...new Set([...OWN.urls, ...shared.urls_to_refuse])],
  };
}

/** `http://ADDRESS:PORT/` with brackets where IPv6 needs them. */
export function urlOf(address: string, port: number): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}/secret`;
}

/** The same trap aimed at `port`, where something listens that must not be reached. */
export function aimedAt(url: string, port: number): string {
  return url.replace(/^(https?:\/\/)(\[[^\]]+\]|[^/?#:\\@[\]]+)(?=\/)/i, `$1$2:${port}`);
}
