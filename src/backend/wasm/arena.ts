/** The host's part of a kernel memory: a stack of spans. */

import { PellucidError } from '../../core/error.ts';
import { WASM_PAGE, type WasmMemory } from '../../core/webAssembly.ts';
import type { Contents, Span } from '../types.ts';

/** Kernels may read, never write, this far past the end of a span. */
const SLACK = 256;

export class Arena {
  private readonly memory: WasmMemory;
  private readonly maxBytes: number;
  private words: Uint32Array;
  /** Positions here and below are in words. */
  private readonly start: number;
  private used: number;
  private peak: number;

  /** Allocates from byte `start` of the memory on. A shared memory has its full size from the beginning and never grows. */
  constructor(memory: WasmMemory, start: number, maxBytes: number, shared = false) {
    this.memory = memory;
    this.start = start / 4;
    this.used = this.start;
    this.peak = this.start;
    this.maxBytes = shared ? Math.min(maxBytes, memory.buffer.byteLength) : maxBytes;
    this.words = new Uint32Array(memory.buffer);
  }
  /**
   * Allocates words from the start of a cache line (64 bytes) on. So where rows start with a line, groups of 16 columns are lines.
   * `any`: the words may hold anything, because all of them are written before they are read.
   */
  alloc(length: number, contents: Contents = 'zeros'): Span {
    const offset = this.used;
    const end = offset + Math.ceil(length / 16) * 16;
    // Growing takes time, so it is by an eighth at least.
    this.grow(4 * end + SLACK, Math.max(4 * end + SLACK, this.memory.buffer.byteLength * 1.125));
    // Memory that was never allocated is zero already.
    if (contents === 'zeros') this.words.fill(0, offset, Math.min(end, this.peak));
    this.used = end;
    this.peak = Math.max(this.peak, end);
    return { offset, length };
  }
  /** Makes room for `length` more words, with `besides` bytes held elsewhere under the same limit. */
  reserve(length: number, besides = 0): void {
    const bytes = 4 * (this.used + length) + SLACK;
    if (bytes + besides > this.maxBytes) this.refuse(bytes + besides);
    this.grow(bytes, bytes);
  }
  private refuse(bytes: number, cause?: unknown): never {
    const mebibytes = (count: number): string => `${Math.ceil(count / 2 ** 20)} MiB`;
    const { maxBytes } = this;
    const why = bytes > maxBytes ? `the limit is ${mebibytes(maxBytes)}` : 'the engine does not give so much';
    throw new PellucidError('out-of-memory', `the proof needs ${mebibytes(bytes)} of memory, ${why}`, { bytes, maxBytes }, cause);
  }
  /** Grows the memory to `bytes` at least, and to `wanted` where the limit allows it. */
  private grow(bytes: number, wanted: number): void {
    const have = this.memory.buffer.byteLength;
    if (bytes > this.maxBytes) this.refuse(bytes);
    if (bytes <= have) return;
    try {
      this.memory.grow(Math.ceil((Math.min(this.maxBytes, wanted) - have) / WASM_PAGE));
    } catch (cause) {
      this.refuse(bytes, cause);
    }
    this.words = new Uint32Array(this.memory.buffer);
  }
  mark(): number {
    return this.used;
  }
  release(mark: number): void {
    this.used = mark;
  }
  view(span: Span): Uint32Array {
    return this.words.subarray(span.offset, span.offset + span.length);
  }
  usage(): { readonly words: number; readonly peakWords: number } {
    return { words: this.used - this.start, peakWords: this.peak - this.start };
  }
}

/** Byte address of a span, or of word `index` of it. */
export const addressOf = (span: Span, index = 0): number => 4 * (span.offset + index);
