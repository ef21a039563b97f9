/**
 * The memory of the emulator's WASM module, in bytes, and what else its host (emulator.ts) and its code (assembly/emu.ts) agree on:
 * `npm run gen` writes assembly/gen/emulatorMemory.ts from this file. The module has no static data and no allocator: the host
 * sets up everything above 64 KiB.
 *
 *   REGISTERS         one u32 per register cell: x0..x31, public cursor, sink, whether the input has ended, trash (never read)
 *   REGISTER_TIMES    timestamp of the last access of each register cell (0 = none yet)
 *   REGISTER_INITIAL  initial timestamp of each register cell
 *   STAGING           bytes on their way between host and guest
 *   INSN_RECORDS      instruction records, up to CHUNK
 *   IO_RECORDS        io records, up to CHUNK
 *   ADVANCE_RECORDS   advance records, up to 4 CHUNK
 *   TOUCHED_RECORDS   touched records, handed out page by page, 1 MiB
 *   PAGE_TABLE        one u32 per 4 KiB of the 32-bit address space
 *   CODE              one entry per instruction, then one END entry
 *   then              pages, by bump allocation, 4 KiB aligned
 *
 * A code entry has four words. The first: op (6 bits) | traces rs1 (1) | traces rs2 (1) | rd * 4 (8) | rs1 * 4 (8) | rs2 * 4 (8). Then
 * imm; the entry that a branch or JAL goes to, or the value of AUIPC; pc. The END entry stands for every target outside of the code.
 *
 * A page-table entry is 0 (no page yet, or not guest memory) or a page's address, plus 1 where the page is read-only,
 * as code is. A page is 4 KiB of data; when tracing, 4 KiB of last-access timestamps and 4 KiB of initial ones follow.
 */

import { MEMORY_END, MEMORY_START, PAGE_BYTES } from '../isa/memory.ts';
import { OP_NAMES } from '../isa/opcodes.ts';
import { REG_COUNT } from './record.ts';

export const REGISTERS = 0x1_0000;
export const REGISTER_TIMES = 0x1_0100;
export const REGISTER_INITIAL = 0x1_0200;
export const STAGING = 0x2_0000;
export const STAGING_BYTES = 0x1_0000;
export const INSN_RECORDS = 0x10_0000;
export const IO_RECORDS = 0x20_0000;
export const ADVANCE_RECORDS = 0x30_0000;
export const TOUCHED_RECORDS = 0x50_0000;
export const PAGE_TABLE = 0x80_0000;
export const CODE = 0xc0_0000;
/** Instructions, or io bytes, per call when tracing. */
export const CHUNK = 1 << 14;

/** Register cells that are recorded. The cell after them takes results that are not recorded. */
export const REGISTER_CELLS = REG_COUNT;
export const TRASH_CELL = REG_COUNT;

/** Code entries: the parts of the first word, and where the others are. */
export const OP_MASK = 63;
export const TRACES_RS1 = 64;
export const TRACES_RS2 = 128;
export const RD_SHIFT = 8;
export const RS1_SHIFT = 16;
export const RS2_SHIFT = 24;
export const ENTRY_IMM = 4;
export const ENTRY_CONSTANT = 8;
export const ENTRY_PC = 12;
export const ENTRY_BYTES = 16;
/** Operation of the END entry. */
export const OP_END = OP_NAMES.length;

export const PAGE = PAGE_BYTES;
export const PAGE_SHIFT = Math.log2(PAGE_BYTES);
/** Timestamps of a page, from its address on. */
export const TIMES = PAGE_BYTES;
export const INITIAL = 2 * PAGE_BYTES;
/** Guest memory is the pages [FIRST_PAGE, END_PAGE). */
export const FIRST_PAGE = MEMORY_START / PAGE_BYTES;
export const END_PAGE = MEMORY_END / PAGE_BYTES;

/** Why the emulator returns, by number. */
export const STOPS = ['limit', 'ecall', 'illegal', 'bad-target', 'misaligned', 'outside', 'read-only', 'out-of-memory'] as const;
export type Stop = (typeof STOPS)[number];
