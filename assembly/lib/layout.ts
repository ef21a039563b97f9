/** Addresses in the memory of the kernels (src/backend/wasm/kernelMemory.ts), and the number of this instance's thread. */
import { THREAD_BYTES } from '../gen/kernelMemory';
export * from '../gen/kernelMemory';

let threadIndex: usize = 0;
let threadBase: usize = 0;

/** Makes this instance thread `index` of those that share its memory; it is thread 0 until then. */
export function setThread(index: u32): void {
  threadIndex = index;
  threadBase = <usize>index * THREAD_BYTES;
}
// @ts-ignore: decorator
@inline
export function thread(): usize {
  return threadIndex;
}
/** Base of this thread's scratch: addresses marked `scratch` are relative to it. */
// @ts-ignore: decorator
@inline
export function scratch(): usize {
  return threadBase;
}
