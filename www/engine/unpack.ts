// The engine as the page carries it, deflated, made a module; base64 where the page did not decode it.
import { fromBase64 } from './base64.js';

export function unpack(packed: string | Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  const bytes = typeof packed === 'string' ? fromBase64(packed) : packed;
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return WebAssembly.compileStreaming(
    new Response(inflated, { headers: { 'content-type': 'application/wasm' } }),
  );
}
