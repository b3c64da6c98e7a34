/** A local server that plays the chat protocol of OpenAI-compatible endpoints, and lies as the test wants. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Asked = {
  headers: IncomingHttpHeaders;
  body: { model: string; messages: { role: string; content: string }[] };
};
/** What it does with a question; a string is the words of a proper answer. */
export type Play = (response: ServerResponse, asked: Asked) => string | undefined;

export type LyingModel = { url: string; host: string; asked: Asked[]; play: Play; close(): Promise<void> };

export async function startLyingModel(): Promise<LyingModel> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const asked: Asked = { headers: request.headers, body: JSON.parse(body) as Asked['body'] };
      model.asked.push(asked);
      const words = model.play(response, asked);
      if (words !== undefined) say(response, words);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const model: LyingModel = {
    ...{ url: `http://${host}/v1`, host, asked: [], play: () => '{"claims": []}' },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return model;
}

/** A proper answer of the protocol with these words. */
export function say(response: ServerResponse, content: unknown, finishReason = 'stop'): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      ...{ id: 'answer-1', object: 'chat.completion', created: 1_760_000_000, model: 'liar' },
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
      usage: { prompt_tokens: 700, completion_tokens: 50, total_tokens: 750 },
    }),
  );
}

/** The article as it stands in a question, without its marks. */
export function articleIn({ body }: Asked): string {
  const lines = (body.messages.find((m) => m.role === 'user')?.content ?? '').split('\n');
  return lines.slice(1, -1).join('\n');
}
