// The worker under Node.
import { parentPort } from 'node:worker_threads';
import type { ToEngine } from './protocol.js';
import { serve } from './serve.js';

const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');
const receive = serve((message, transfer = []) => port.postMessage(message, transfer));
port.on('message', (message: ToEngine) => receive(message));
