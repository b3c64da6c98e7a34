/** What the demo plays on: the small web, the receivers of its alerts, and what a demo that was killed needs to go on. */
import { appendFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startMailbox, startWebhookReceiver } from '../../test/demo/receivers.ts';
import { startDemoWeb, type DemoWeb } from '../../test/demo/server.ts';
import { demoSettings, WEBHOOK_SECRET } from '../../test/demo/settings.ts';
import type { Night, SiteId } from '../../test/demo/site.ts';
import { EnvironmentError } from '../errors.ts';
import { removeEmbedded } from '../store/embedded.ts';

/** The same addresses as before the kill, and which night it was in. */
type State = {
  sites: Partial<Record<SiteId, number>>;
  webhook: number;
  smtp: number;
  night: Night;
  isFinished: boolean;
};

/** What arrived at the receivers. Kept on disk at once, so that a demo that was killed knows it too. */
export type Arrival = { by: 'webhook' | 'mail'; key: string; to: string; what: string; isSigned?: boolean };

export type Stage = {
  web: DemoWeb;
  /** The night to begin with; 2 when a demo that was killed goes on. */
  night: Night;
  goesOn: boolean;
  settings(deskPort: number): unknown;
  arrived(): Promise<Arrival[]>;
  /** Notes how far the demo has come. */
  note(night: Night, isFinished: boolean): Promise<void>;
  close(): Promise<void>;
};

/** Sets the stage in a data folder. A demo that was killed there goes on, with `keep` a finished one too; else it begins anew. */
export async function openStage(dataDir: string, keep: boolean): Promise<Stage> {
  const stateFile = path.join(dataDir, 'demo-state.json');
  const before = await readState(stateFile);
  const last = before && (keep || !before.isFinished) ? before : null;
  if (before && !last) await removeEmbedded(dataDir);
  await mkdir(dataDir, { recursive: true });
  const arrivals = path.join(dataDir, 'arrived.jsonl');
  const add = (arrival: Arrival) => appendFileSync(arrivals, `${JSON.stringify(arrival)}\n`);

  const opened: { close(): Promise<void> }[] = [];
  const close = async () => void (await Promise.all(opened.map((each) => each.close())));
  try {
    const web = await startDemoWeb({ night: last?.night ?? 1, ...(last && { ports: last.sites }) });
    opened.push(web);
    const webhook = await startWebhookReceiver({
      secret: WEBHOOK_SECRET,
      port: last?.webhook ?? 0,
      record: ({ key, to, title, isSigned }) => add({ by: 'webhook', key, to, what: title, isSigned }),
    });
    opened.push(webhook);
    const mailbox = await startMailbox({
      port: last?.smtp ?? 0,
      record: ({ messageId, to, subject }) => add({ by: 'mail', key: messageId, to: to.join(', '), what: subject }),
    });
    opened.push(mailbox);
    const sites = Object.fromEntries(web.sites.map((s) => [s.id, portOf(s.origin)]));
    const note = (night: Night, isFinished: boolean) => {
      const state: State = { sites, webhook: portOf(webhook.url), smtp: mailbox.port, night, isFinished };
      return writeFile(stateFile, JSON.stringify(state));
    };
    await note(web.night(), false);
    return {
      ...{ web, night: web.night(), goesOn: last !== null, note, close },
      settings: (deskPort) => demoSettings(web, { dataDir, webhookUrl: webhook.url, smtpPort: mailbox.port, deskPort }),
      arrived: async () => {
        const text = await readFile(arrivals, 'utf8').catch(() => '');
        return text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Arrival);
      },
    };
  } catch (error) {
    await close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const sentence =
      'The addresses of the demo that was cut off are in use: is it still running? End it, or remove its data folder.';
    throw new EnvironmentError(sentence, { cause: error });
  }
}

const portOf = (url: string) => Number(new URL(url).port);

async function readState(file: string): Promise<State | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as State;
  } catch {
    // None, or cut off by a kill while it was written: the demo begins anew.
    return null;
  }
}
