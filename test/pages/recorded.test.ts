import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectation, readRecorded } from '../../src/cli/_recorded.ts';

/** Every page that `redwatch record` kept. A page without its .expected, or the other way round, is a failure. */
const FOLDER = path.join(import.meta.dirname, 'recorded');
const names = [...new Set(readdirSync(FOLDER).map((file) => file.replace(/\.(?:page|expected)$/, '')))];

describe('recorded pages', () => {
  it('are there', () => expect(names.length).toBeGreaterThan(0));

  it.each(names)('%s is read as expected', (name) => {
    const file = (ending: string) => path.join(FOLDER, `${name}.${ending}`);
    expect(existsSync(file('page')), `${name}.page is missing`).toBe(true);
    expect(existsSync(file('expected')), `${name}.expected is missing`).toBe(true);
    const { expected, ...about } = expectation.parse(JSON.parse(readFileSync(file('expected'), 'utf8')));
    expect(readRecorded(readFileSync(file('page')), about)).toEqual(expected);
  });
});
