// A static server for the built page, on this machine only.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { root } from './process.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves a folder; takes the next free port when `port` is taken, any free one for 0. */
export function serve(folder, port = 0) {
  const base = join(root, folder);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    let file = normalize(join(base, path));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    if (!(file === base || file.startsWith(base + sep)) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    // What has a hash in its name never changes.
    const lasting = path.startsWith('/assets/');
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': lasting ? 'max-age=31536000, immutable' : 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    createReadStream(file).pipe(response);
  });
  let next = port;
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      if (error.code !== 'EADDRINUSE' || next === 0) return reject(error);
      next += 1;
      server.listen(next, 'localhost');
    });
    server.on('listening', () => {
      resolve({ address: `http://localhost:${server.address().port}/`, close: () => server.close() });
    });
    server.listen(next, 'localhost');
  });
}
