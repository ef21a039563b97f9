/** The little of the WebAssembly JavaScript interface that is used here: it is not part of the language's own types. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WasmEngine {
  validate(bytes: Uint8Array): boolean;
  Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
}

export const wasmEngine = (): WasmEngine | undefined => (globalThis as { WebAssembly?: WasmEngine }).WebAssembly;
