/** Types of the WebAssembly interface, as far as it is used here. TypeScript's own types of the language lack them. */
import { PellucidError } from './error.ts';

export interface WasmMemory {
  /** A SharedArrayBuffer if the memory is shared; everything here uses only what both have. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
export interface WasmEngine {
  validate(bytes: Uint8Array): boolean;
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared?: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** Bytes of a page of a WebAssembly memory. */
export const WASM_PAGE = 65536;
/** Pages of the largest memory. */
export const MAX_WASM_PAGES = 65536;

/** The engine, where there is one. */
export const wasmEngine = (): WasmEngine | undefined => (globalThis as { WebAssembly?: WasmEngine }).WebAssembly;

/** The engine; PellucidError 'unsupported-engine' where there is none. */
export const requireWasmEngine = (): WasmEngine => {
  const engine = wasmEngine();
  if (engine === undefined) throw new PellucidError('unsupported-engine', 'there is no WebAssembly here');
  return engine;
};

/** A binary that was embedded in lower-case hex. Compressed, it is a fifth to a quarter smaller than in base64, as its bytes stay aligned. */
export const decodeBinary = (hex: string): Uint8Array<ArrayBuffer> => {
  const digit = (i: number): number => {
    const code = hex.charCodeAt(i);
    return (code & 15) + 9 * (code >> 6);
  };
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => 16 * digit(2 * i) + digit(2 * i + 1));
};
