// The worker of the page. It is bundled into the page's own code and started from a blob: URL, so that
// the page's Content-Security-Policy binds it too; the compiled module comes by message.
import type { ToWorker } from './protocol.js';
import { serve } from './serve.js';

const receive = serve((message, transfer = []) => self.postMessage(message, { transfer }));
self.addEventListener('message', (event: MessageEvent<ToWorker>) => receive(event.data));
