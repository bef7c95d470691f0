// The engine as the page carries it, base64 of deflated code, made a module.

/** Younger browsers decode by themselves; the loop takes them ten times as long. */
const fromBase64 = (Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;

function decode(packed: string): Uint8Array<ArrayBuffer> {
  if (fromBase64) return fromBase64.call(Uint8Array, packed);
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function unpack(packed: string): Promise<WebAssembly.Module> {
  const inflated = new Blob([decode(packed)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return WebAssembly.compileStreaming(
    new Response(inflated, { headers: { 'content-type': 'application/wasm' } }),
  );
}
