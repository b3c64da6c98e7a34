/**
 * A gate in a process that trusts the authority in NODE_EXTRA_CA_CERTS: `node --import tsx _https-process.ts JSON`, where JSON is a
 * list of what to ask. Prints what came of each.
 */
import { connect as connectTls } from 'node:tls';
import { openGateProxy } from '../../src/net/proxy.ts';
import { FetchFailure, GateRefusal } from '../../src/net/refusal.ts';
import { connect } from 'node:net';
import { openGate } from './_site.ts';

export type Question = {
  url: string;
  /** What the name resolves to, the first time, the second time, ...; the last answer stays. */
  answers: string[][];
  allow?: string[];
  /** The operator's proxy. */
  proxy?: string;
  /** Through our own proxy, as a browser would: CONNECT, then TLS from end to end. */
  asBrowser?: boolean;
};
export type Answer = { status?: number; text?: string; code?: string; sentence?: string; asked: number };

async function ask({ url, answers, allow, proxy, asBrowser }: Question): Promise<Answer> {
  let asked = 0;
  const lookup = async (): Promise<string[]> => answers[Math.min(asked++, answers.length - 1)] ?? [];
  const gate = openGate(allow ?? [], { lookup, proxy: proxy ?? null });
  try {
    if (asBrowser) return { ...(await throughOurProxy(gate, new URL(url))), asked };
    const { status, body } = await gate.fetch(url, { ignoreRobots: true });
    return { status, text: Buffer.from(body).toString(), asked };
  } catch (error) {
    if (!(error instanceof FetchFailure || error instanceof GateRefusal)) throw error;
    return { code: error.code, sentence: error.message, asked };
  } finally {
    await gate.close();
  }
}

async function throughOurProxy(gate: ReturnType<typeof openGate>, url: URL): Promise<Omit<Answer, 'asked'>> {
  const ours = await openGateProxy(gate);
  try {
    const socket = connect(Number(new URL(ours.url).port), '127.0.0.1');
    socket.write(`CONNECT ${url.host} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`);
    const head = await new Promise<string>((done) => socket.once('data', (chunk) => done(chunk.toString())));
    if (!head.startsWith('HTTP/1.1 200')) {
      socket.destroy();
      return { code: head.split('\r\n')[0] ?? '', sentence: ours.refused()[0]?.sentence ?? '' };
    }
    const tls = connectTls({ socket, servername: url.hostname });
    tls.write(`GET ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`);
    let text = '';
    for await (const chunk of tls) text += String(chunk);
    return { status: Number(text.split(' ')[1]), text: text.split('\r\n\r\n')[1] ?? '' };
  } finally {
    await ours.close();
  }
}

const questions = JSON.parse(process.argv[2] ?? '[]') as Question[];
const answers: Answer[] = [];
for (const question of questions) answers.push(await ask(question));
console.log(JSON.stringify(answers));
