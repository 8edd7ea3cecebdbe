import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';

const folder = new URL('./page/browser/', import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Libraries the page imports, straight from the installed packages. */
const modules: Readonly<Record<string, string>> = {
  '/modules/preact.js': 'preact',
  '/modules/preact-hooks.js': 'preact/hooks',
  '/modules/htm.js': 'htm',
};

const fileFor = (path: string): URL | null => {
  const name = modules[path];
  if (name !== undefined) return new URL(import.meta.resolve(name));
  if (path === '/') return new URL('index.html', folder);
  // Begins with a name: what begins with a slash would be a file anywhere on this machine.
  const own = /^\/page\/(?<file>\w[\w./-]*)$/.exec(path)?.groups?.file;
  if (own === undefined || own.includes('..')) return null;
  return new URL(own, folder);
};

/** Serves the page's own files and its three libraries. */
export const servePageFile = async (path: string, response: ServerResponse): Promise<void> => {
  const file = fileFor(path);
  const bytes = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || bytes === null) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
    return;
  }
  const extension = extname(file.pathname).replace('.mjs', '.js');
  response.writeHead(200, {
    'content-type': contentTypes[extension] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  });
  response.end(bytes);
};
