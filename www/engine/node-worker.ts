// The worker under Node.
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from './protocol.js';
import { serve } from './serve.js';

const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');
const receive = serve((message, transfer = []) => port.postMessage(message, transfer));
port.on('message', (message: ToWorker) => receive(message));
