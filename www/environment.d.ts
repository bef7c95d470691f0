/// <reference types="vite/client" />

/** What the page opens with of the engine, deflated (raw) and in base64; the build makes it of www/engine/wasm. */
declare module 'virtual:allotrope-wasm' {
  const packed: string;
  export default packed;
  /** The operations that need no more than it; null where it is the whole engine. */
  export const operations: readonly string[] | null;
}

/** The rest of the engine, in the same form; empty where there is none. */
declare module 'virtual:allotrope-wasm-rest' {
  const packed: string;
  export default packed;
}
