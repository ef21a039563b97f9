/** Minimal ELF32 executables for tests: one header, one program header per segment, contents at the end; no sections. */

export interface BuilderSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** PF_X 1 | PF_W 2 | PF_R 4. */
  readonly flags: number;
  /** p_memsz; the length of `bytes` unless given. */
  readonly memoryBytes?: number;
}

export const SegmentFlags = { CODE: 5, DATA: 6, RODATA: 4 } as const;

const HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
const PAGE_BYTES = 4096;

export const wordsToBytes = (words: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word >>> 0, true);
  return bytes;
};

/** Contents are placed so that file offset and address agree modulo the page size, as user-mode emulators want it. */
export const buildElf = (entry: number, segments: readonly BuilderSegment[]): Uint8Array => {
  let at = HEADER_BYTES + PROGRAM_HEADER_BYTES * segments.length;
  const offsets = segments.map(({ address, bytes }) => {
    const offset = at + ((((address - at) % PAGE_BYTES) + PAGE_BYTES) % PAGE_BYTES);
    at = offset + bytes.length;
    return offset;
  });
  const file = new Uint8Array(at);
  const view = new DataView(file.buffer);
  const u16 = (offset: number, value: number) => view.setUint16(offset, value, true);
  const u32 = (offset: number, value: number) => view.setUint32(offset, value, true);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  u16(16, 2);
  u16(18, 243);
  u32(20, 1);
  u32(24, entry);
  u32(28, HEADER_BYTES);
  u16(40, HEADER_BYTES);
  u16(42, PROGRAM_HEADER_BYTES);
  u16(44, segments.length);
  segments.forEach(({ address, bytes, flags, memoryBytes }, i) => {
    const header = [1, offsets[i], address, address, bytes.length, memoryBytes ?? bytes.length, flags, PAGE_BYTES];
    for (const [k, value] of header.entries()) u32(HEADER_BYTES + PROGRAM_HEADER_BYTES * i + 4 * k, value);
    file.set(bytes, offsets[i]);
  });
  return file;
};

export const CODE_ADDRESS = 0x1_0000;
export const DATA_ADDRESS = 0x10_0000;

/** Code at CODE_ADDRESS, which is the entry, and optionally writable data at DATA_ADDRESS. */
export const elfOfWords = (words: readonly number[], data?: Uint8Array, dataMemoryBytes?: number): Uint8Array =>
  buildElf(CODE_ADDRESS, [
    { address: CODE_ADDRESS, bytes: wordsToBytes(words), flags: SegmentFlags.CODE },
    ...(data === undefined
      ? []
      : [{ address: DATA_ADDRESS, bytes: data, flags: SegmentFlags.DATA, memoryBytes: dataMemoryBytes ?? data.length }]),
  ]);
