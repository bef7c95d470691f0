/// <reference types="vite/client" />

/** The engine's module, deflated (raw) and in base64; the build makes it of www/engine/wasm. */
declare module 'virtual:allotrope-wasm' {
  const packed: string;
  export default packed;
}
