/**
 * Loads a statically linked RV32IM ELF into a Program. The file is untrusted: every offset and length is checked before it
 * is used, sizes are bounded before anything is allocated, and every refusal is a PellucidError 'elf-invalid' that names
 * the field, the value and, where there is one, the remedy. Source: System V ABI, chapters 4 and 5; RISC-V ELF psABI.
 */
import { PellucidError } from '../core/error.ts';
import { decode } from '../isa/decode.ts';
import { hex } from '../isa/disassemble.ts';
import { MAX_GAPS, MAX_IMAGE_BYTES, MEMORY_END, MEMORY_START, PAGE_BYTES } from '../isa/memory.ts';
import { type Instruction, Op } from '../isa/opcodes.ts';
import { readSymbols } from './elfSymbols.ts';
import { frozenProgram, type ImageRange, type Program } from './program.ts';

const HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
const EM_RISCV = 243;
const ET_EXEC = 2;
const PT_LOAD = 1;
const PT_INTERP = 3;
const PF_X = 1;
const PF_W = 2;
const EF_RVC = 0x1;
const EF_FLOAT_ABI = 0x6;
const EF_RVE = 0x8;

const MIB = 1 << 20;
/** Far more than linkers make. */
const MAX_SEGMENTS = MAX_GAPS - 1;
/** From the lowest to the highest executable address. */
const MAX_CODE_SPAN = 16 * MIB;

interface Segment {
  readonly start: number;
  /** start + p_memsz. */
  readonly end: number;
  readonly executable: boolean;
  readonly writable: boolean;
  /** The p_filesz bytes at the start; the rest is zero. */
  readonly bytes: Uint8Array;
}

const refuse = (message: string, details: Record<string, unknown> = {}): never => {
  throw new PellucidError('elf-invalid', `not a usable guest ELF: ${message}`, details);
};

const roundDown = (value: number, unit: number): number => value - (value % unit);
const roundUp = (value: number, unit: number): number => roundDown(value + unit - 1, unit);

const pagesOf = ({ start, end }: Segment): [number, number] => [roundDown(start, PAGE_BYTES), roundUp(end, PAGE_BYTES)];

const checkHeader = (bytes: Uint8Array, view: DataView): void => {
  if (bytes.length < HEADER_BYTES) refuse(`the file has ${bytes.length} bytes, fewer than an ELF header`);
  if (view.getUint32(0) !== 0x7f454c46) refuse('it does not start with the ELF magic number');
  if (bytes[4] !== 1) refuse('it is not a 32-bit ELF (build for riscv32)');
  if (bytes[5] !== 1) refuse('it is not little-endian');
  if (bytes[6] !== 1 || view.getUint32(20, true) !== 1) refuse('unknown ELF version');
  const machine = view.getUint16(18, true);
  if (machine !== EM_RISCV) refuse(`machine ${machine} is not RISC-V (${EM_RISCV})`, { machine });
  const type = view.getUint16(16, true);
  if (type !== ET_EXEC) refuse(`type ${type} is not a statically linked executable (link with -static -no-pie)`, { type });
  const flags = view.getUint32(36, true);
  if (flags & EF_RVC) refuse('it uses compressed instructions (build with -march=rv32im)', { flags });
  if (flags & EF_FLOAT_ABI) refuse('it uses a floating-point ABI (build with -mabi=ilp32)', { flags });
  if (flags & EF_RVE) refuse('it uses the RV32E ABI (build with -mabi=ilp32)', { flags });
  if (view.getUint16(40, true) !== HEADER_BYTES) refuse(`e_ehsize is not ${HEADER_BYTES}`);
};

const readSegments = (bytes: Uint8Array, view: DataView): Segment[] => {
  const offset = view.getUint32(28, true);
  const count = view.getUint16(44, true);
  const entryBytes = view.getUint16(42, true);
  if (count === 0) refuse('it has no program headers');
  if (entryBytes !== PROGRAM_HEADER_BYTES) refuse(`e_phentsize ${entryBytes} is not ${PROGRAM_HEADER_BYTES}`);
  if (offset + count * PROGRAM_HEADER_BYTES > bytes.length) refuse('the program headers lie outside of the file', { offset, count });
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const field = (index: number) => view.getUint32(offset + i * PROGRAM_HEADER_BYTES + 4 * index, true);
    const [type, fileOffset, start, , fileBytes, memoryBytes, flags] = [0, 1, 2, 3, 4, 5, 6].map(field);
    if (type === PT_INTERP) refuse('it needs a dynamic linker (link with -static)');
    if (type !== PT_LOAD || (memoryBytes === 0 && fileBytes === 0)) continue;
    const name = `segment ${i} at ${hex(start)}`;
    const end = start + memoryBytes;
    if (fileBytes > memoryBytes) refuse(`${name} has p_filesz ${fileBytes} > p_memsz ${memoryBytes}`);
    if (fileOffset + fileBytes > bytes.length) refuse(`the contents of ${name} lie outside of the file`);
    if (start < MEMORY_START || end > MEMORY_END)
      refuse(`${name} with ${memoryBytes} bytes is not within [${hex(MEMORY_START)}, ${hex(MEMORY_END)})`, { start, memoryBytes });
    const executable = (flags & PF_X) !== 0;
    const writable = (flags & PF_W) !== 0;
    if (executable && writable) refuse(`${name} is both writable and executable; code must be read-only`, { start });
    if (executable && start % 4 !== 0) refuse(`executable ${name} is not 4-byte aligned`, { start });
    segments.push({ start, end, executable, writable, bytes: bytes.subarray(fileOffset, fileOffset + fileBytes) });
  }
  if (segments.length > MAX_SEGMENTS) refuse(`it has ${segments.length} segments; the limit is ${MAX_SEGMENTS}`);
  return segments.sort((a, b) => a.start - b.start);
};

const checkLayout = (segments: readonly Segment[]): void => {
  for (let i = 1; i < segments.length; i++) {
    const [before, after] = [segments[i - 1], segments[i]];
    if (after.start < before.end)
      refuse(`segments [${hex(before.start)}, ${hex(before.end)}) and [${hex(after.start)}, ${hex(after.end)}) overlap`);
  }
  for (const fixed of segments.filter((s) => !s.writable))
    for (const data of segments.filter((s) => s.writable)) {
      const [start, end] = pagesOf(fixed);
      if (data.start >= end || data.end <= start) continue;
      const kind = fixed.executable ? 'executable' : 'read-only';
      refuse(
        `${kind} [${hex(fixed.start)}, ${hex(fixed.end)}) and writable [${hex(data.start)}, ${hex(data.end)}) share a 4 KiB page: ` +
          `${kind === 'executable' ? 'executable pages are read-only' : 'a page is written or it is not'}; ` +
          'page-align .data (and .bss) in the linker script',
        { [fixed.executable ? 'code' : 'readOnly']: fixed.start, data: data.start },
      );
    }
};

/** Pages that segments without the flag for writing touch, as disjoint ascending [start, end). Code is among them. */
const readOnlyPages = (segments: readonly Segment[]): { start: number; end: number }[] => {
  const runs: { start: number; end: number }[] = [];
  for (const segment of segments.filter((s) => !s.writable)) {
    const [start, end] = pagesOf(segment);
    const last = runs.at(-1);
    if (last !== undefined && last.end >= start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
};

/** Every word of a read-only page is in the image, and the initialised bytes of writable segments; .bss is free. */
const checkImage = (segments: readonly Segment[], pages: readonly { readonly start: number; readonly end: number }[]): void => {
  const data = segments.reduce((sum, s) => sum + (s.writable ? s.bytes.length : 0), 0);
  const imageBytes = pages.reduce((sum, { start, end }) => sum + end - start, data);
  if (imageBytes > MAX_IMAGE_BYTES) {
    refuse(`its code, constants and initialised data have ${imageBytes} bytes; the limit is ${MAX_IMAGE_BYTES}`, { imageBytes });
  }
};

/** The words of [start, end), both multiples of 4: the segments' bytes, zero elsewhere. */
const imageRange = (segments: readonly Segment[], start: number, end: number): ImageRange => {
  const bytes = new Uint8Array(end - start);
  for (const segment of segments) {
    const from = Math.max(start, segment.start);
    const to = Math.min(end, segment.start + segment.bytes.length);
    if (from < to) bytes.set(segment.bytes.subarray(from - segment.start, to - segment.start), from - start);
  }
  const view = new DataView(bytes.buffer);
  return { startIndex: start / 4, words: Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true)) };
};

/** Initialised words that may be written, as ranges that neither overlap nor touch. None lies in a read-only page (checkLayout). */
const ramRanges = (segments: readonly Segment[]): ImageRange[] => {
  const spans: { start: number; end: number }[] = [];
  for (const segment of segments.filter((s) => s.writable && s.bytes.length > 0)) {
    const start = roundDown(segment.start, 4);
    const end = roundUp(segment.start + segment.bytes.length, 4);
    const last = spans.at(-1);
    if (last !== undefined && last.end >= start) last.end = end;
    else spans.push({ start, end });
  }
  return spans.map(({ start, end }) => imageRange(segments, start, end));
};

const COMMUTATIVE: ReadonlySet<number> = new Set([Op.ADD, Op.XOR, Op.OR, Op.AND]);

/** Operands in the order that is cheaper to prove: rd := x op rd is rd := rd op x (src/chips/shared/operands.ts). */
const resultFirst = (insn: Instruction): Instruction =>
  COMMUTATIVE.has(insn.op) && insn.rd === insn.rs2 ? { ...insn, rs1: insn.rs2, rs2: insn.rs1 } : insn;

/** Every word from the lowest to the highest executable address; a word outside of the executable segments is ILLEGAL. */
const decodeCode = (segments: readonly Segment[], rom: readonly ImageRange[]): { codeBase: number; instructions: Instruction[] } => {
  const code = segments.filter((s) => s.executable);
  const last = code.at(-1);
  if (last === undefined) return refuse('it has no executable segment');
  const codeBase = code[0].start;
  const span = roundUp(last.end, 4) - codeBase;
  if (span > MAX_CODE_SPAN) refuse(`its code spans ${span} bytes from ${hex(codeBase)}; the limit is ${MAX_CODE_SPAN}`, { codeBase, span });
  const instructions = Array.from({ length: span / 4 }, (_, i) => decode(0, codeBase + 4 * i));
  for (const segment of code) {
    const range = rom.find((r) => r.startIndex * 4 <= segment.start && (r.startIndex + r.words.length) * 4 >= segment.end);
    for (let pc = segment.start; pc + 4 <= segment.end; pc += 4)
      instructions[(pc - codeBase) / 4] = resultFirst(decode(range?.words[pc / 4 - range.startIndex] ?? 0, pc));
  }
  return { codeBase, instructions };
};

/** The lowest segment, if it is for writing and has no contents: guests/link.ld puts the stack there. */
const stackOf = ([lowest]: readonly Segment[]): Program['stack'] =>
  lowest.writable && lowest.bytes.length === 0 ? { start: lowest.start, end: lowest.end } : undefined;

const checkCodeSpan = (segments: readonly Segment[]): void => {
  const code = segments.filter((s) => s.executable);
  const bytes = code.reduce((sum, s) => sum + (s.end - s.start), 0);
  if (bytes > MAX_CODE_SPAN) refuse(`its executable segments have ${bytes} bytes; the limit is ${MAX_CODE_SPAN}`, { bytes });
};

/** Parses an ELF file. Throws PellucidError 'elf-invalid' and nothing else, whatever the bytes. */
export const loadElf = (bytes: Uint8Array): Program => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(bytes, view);
  const segments = readSegments(bytes, view);
  checkLayout(segments);
  checkCodeSpan(segments);
  const pages = readOnlyPages(segments);
  checkImage(segments, pages);
  const rom = pages.map(({ start, end }) => imageRange(segments, start, end));
  const { codeBase, instructions } = decodeCode(segments, rom);
  const entry = view.getUint32(24, true);
  if (entry % 4 !== 0 || !segments.some((s) => s.executable && s.start <= entry && entry + 4 <= s.end))
    refuse(`its entry ${hex(entry)} is not an aligned address within an executable segment`, { entry });
  return frozenProgram({
    entry,
    codeBase,
    instructions,
    rom,
    ram: ramRanges(segments),
    stack: stackOf(segments),
    symbols: readSymbols(view, codeBase, codeBase + 4 * instructions.length),
  });
};
