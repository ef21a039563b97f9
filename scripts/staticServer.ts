/** A small static file server, with or without the headers that make a page cross-origin isolated. For the demo and for tests. */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { ISOLATION_HEADERS } from '../src/browser.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

export interface StaticServerOptions {
  /** URL prefix -> folder; the longest prefix that fits counts. */
  readonly folders: Readonly<Record<string, string>>;
  /** Default: true. */
  readonly isolated?: boolean;
  /** Sent besides, as a Content-Security-Policy. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: any that is free. */
  readonly port?: number;
}
export interface StaticServer {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const fileOf = (folders: Readonly<Record<string, string>>, path: string): string | undefined => {
  const prefix = Object.keys(folders)
    .filter((p) => path.startsWith(p))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return undefined;
  const file = join(folders[prefix], normalize(`/${path.slice(prefix.length)}`));
  const found = path.endsWith('/') ? join(file, 'index.html') : file;
  return statSync(found, { throwIfNoEntry: false })?.isFile() ? found : undefined;
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    // This machine only: the files are not for others.
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

export const startStaticServer = async ({
  folders,
  isolated = true,
  headers = {},
  port = 0,
}: StaticServerOptions): Promise<StaticServer> => {
  const server = createServer((request, response) => {
    let path: string;
    try {
      path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    } catch {
      response.writeHead(400).end();
      return;
    }
    const file = fileOf(folders, path);
    const common = { 'Cache-Control': 'no-cache', ...(isolated && ISOLATION_HEADERS), ...headers };
    if (file === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/plain', ...common }).end(`there is no ${path}\n`);
      return;
    }
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', ...common });
    createReadStream(file).pipe(response);
  });
  const actual = await listen(server, port);
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
