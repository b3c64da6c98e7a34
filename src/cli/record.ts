import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseSource } from '../../crawlers/index.ts';
import type { Config } from '../config.ts';
import { EnvironmentError } from '../errors.ts';
import type { Gate, GateResponse } from '../net/gate.ts';
import { outcomeOfError } from '../net/outcome.ts';
import { PROJECT_ROOT } from '../version.ts';
import { gateFor } from './_gate.ts';
import { readRecorded } from './_recorded.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

type Options = SettingsOptions & { name?: string; kind?: string; folder?: string };

/**
 * `redwatch record URL`: keeps a page with what is read from it now as a test. Look the .expected file over and correct what is
 * wrong: from then on the test holds the reader to it.
 */
export async function runRecord(address: string, options: Options): Promise<void> {
  const config = await settingsFor(options);
  const gate = gateFor(config);
  try {
    const answer = await brought(gate, address);
    const folder = path.resolve(options.folder ?? path.join(PROJECT_ROOT, 'test/pages/recorded'));
    const name = options.name ?? nameFor(answer.finalUrl);
    const file = path.join(folder, `${path.basename(name)}.page`);
    const isTaken = await access(file).then(
      () => true,
      () => false,
    );
    if (isTaken) throw new EnvironmentError(`${file} is there already: choose another --name, or remove it.`);
    const about = {
      ...{ url: answer.finalUrl, contentType: answer.headers['content-type'] ?? null },
      ...{ fetchedAt: new Date().toISOString(), kind: options.kind ?? kindAt(answer.finalUrl, config) },
    };
    const expected = readRecorded(answer.body, about);
    await mkdir(folder, { recursive: true });
    await writeFile(file, answer.body);
    await writeFile(file.replace(/page$/, 'expected'), `${JSON.stringify({ ...about, expected }, null, 2)}\n`);
    console.log(`${file} (${answer.body.length} bytes)`);
    console.log(JSON.stringify(expected, null, 2));
    const held = options.folder ? '' : ': the test test/pages/recorded.test.ts holds to it';
    console.log(`Look it over and correct the .expected file${held}.`);
  } finally {
    await gate.close();
  }
}

/** The page. @throws EnvironmentError when none comes */
async function brought(gate: Gate, address: string): Promise<GateResponse> {
  const answer = await gate.fetch(address).catch((error: unknown) => {
    throw new EnvironmentError(`Nothing was recorded: ${outcomeOfError(error).sentence}`, { cause: error });
  });
  if (answer.status !== 200) throw new EnvironmentError(`Nothing was recorded: ${address} answered ${answer.status}.`);
  return answer;
}

/** The kind of the source set up for the host of an address, so that the page is read as the read step would; null when there is none. */
function kindAt(url: string, { sources }: Config): string | null {
  const { host } = new URL(url);
  const found = sources.find(({ enabled: _enabled, ...settings }) => new URL(parseSource(settings).home).host === host);
  return found?.kind ?? null;
}

/** `https://www.example.com/a/12.html` -> `www-example-com-a-12-html`. */
function nameFor(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`
    .toLowerCase()
    .replace(/[^a-z0-9]{1,1000}/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
}
