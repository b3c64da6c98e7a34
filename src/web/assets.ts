import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export type Asset = {
  name: string;
  type: string;
  body: Buffer;
  /** Changes with the content, so that browsers may keep it for ever. */ version: string;
};

/** The folder of package.json, from the sources as from the build: assets are read from there, not copied into the build. */
function projectRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}

function asset(name: string, type: string, file: string): Asset {
  const body = readFileSync(file);
  return { name, type, body, version: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}

/** Everything the browser loads beside the page itself; there is nothing else, and nothing from elsewhere. */
export function loadAssets(): Map<string, Asset> {
  const own = path.join(projectRoot(), 'src/web/assets');
  const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');
  const all = [
    asset('desk.css', 'text/css; charset=utf-8', path.join(own, 'desk.css')),
    asset('desk.js', 'text/javascript; charset=utf-8', path.join(own, 'desk.js')),
    asset('htmx.js', 'text/javascript; charset=utf-8', htmx),
    asset('icon.svg', 'image/svg+xml', path.join(own, 'icon.svg')),
  ];
  return new Map(all.map((one) => [one.name, one]));
}
