/** The web that bench/crawl.ts asks, in a process of its own: articles of about 24 kB, a sitemap index, and an app that needs a browser. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Addresses in one sitemap of the index: the protocol allows 50,000. */
const PER_SITEMAP = 25_000;

/** `/sitemap.xml?to=N` names the articles /t/0 to /t/N-1 by way of an index; `/app?to=N` names them by script. */
const SERVER = `
  const http = require('node:http');
  const [hosts] = process.argv.slice(-1).map(Number);
  const body = '<p>云帆科技电商业务负责人贺知远已于本月离职，其工作由副总裁陆明接任。</p>'.repeat(180);
  const ports = [];
  const sitemap = (base, from, to) => {
    let xml = '<urlset>';
    for (let n = from; n < to; n++) xml += '<url><loc>' + base + '/t/' + n + '</loc></url>';
    return xml + '</urlset>';
  };
  const index = (base, to) => {
    let xml = '<sitemapindex>';
    for (let n = 0; n < to; n += ${PER_SITEMAP})
      xml += '<sitemap><loc>' + base + '/part.xml?from=' + n + '&amp;to=' + Math.min(to, n + ${PER_SITEMAP}) + '</loc></sitemap>';
    return xml + '</sitemapindex>';
  };
  const app = (to) => '<!DOCTYPE html><body><script>for (let n = 0; n < ' + to + '; n++) { const a = document.createElement("a");' +
    ' a.href = "/t/" + n; a.textContent = n; document.body.append(a); }</script>';
  for (let i = 0; i < hosts; i++) {
    const server = http.createServer((q, r) => {
      const url = new URL(q.url, 'http://x'), base = 'http://' + q.headers.host;
      const from = Number(url.searchParams.get('from') ?? 0), to = Number(url.searchParams.get('to'));
      if (url.pathname === '/sitemap.xml') return r.end(index(base, to));
      if (url.pathname === '/part.xml') return r.end(sitemap(base, from, to));
      r.setHeader('content-type', 'text/html; charset=utf-8');
      if (url.pathname === '/app') return r.end(app(to));
      if (!url.pathname.startsWith('/t/')) return r.writeHead(404).end();
      r.writeHead(200, { etag: '"1"' });
      r.end('<!DOCTYPE html><html><head><title>' + url.pathname + '</title></head><body><a href="/t/1">1</a>' + body + '</body></html>');
    });
    server.keepAliveTimeout = 120000;
    server.listen(0, '127.0.0.1', () => { ports.push(server.address().port); if (ports.length === hosts) console.log(JSON.stringify(ports)); });
  }
`;

/** Starts it on as many ephemeral ports as there are hosts; end it by killing `child`. */
export async function startServer(hosts: number): Promise<{ ports: number[]; child: ChildProcess }> {
  const child = spawn(process.execPath, ['-e', SERVER, String(hosts)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { ports: JSON.parse(line.toString()) as number[], child };
}
