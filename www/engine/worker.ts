// The worker of the page. It is bundled into the page's own code and started from a blob: URL, so that
// the page's Content-Security-Policy binds it too; the engine comes by message.
import type { FromWorker, ToWorker } from './protocol.js';
import { serve } from './serve.js';
import { unpack } from './unpack.js';

const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => self.postMessage(message, { transfer });
const receive = serve(post);

/** Unpacks the engine here, where the page does not wait for it, and gives the module to the other workers. */
async function start(packed: string | Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    const module = await unpack(packed);
    post({ kind: 'compiled', module });
    receive({ kind: 'start', module });
  } catch (thrown) {
    post({ kind: 'crash', message: String(thrown) });
  }
}

// The first number format of a process takes long, on whichever thread; here, before the engine comes, nobody waits.
new Intl.NumberFormat();

let started = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'unpack') started = start(data.packed);
  else void started.then(() => receive(data));
});
