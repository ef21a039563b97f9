/**
 * The memory of the RV32IM interpreter (assembly/emu.ts), in bytes. No static data, no allocator: the host sets up everything above
 * 64 KiB.
 *
 *   0x01_0000  registers: 36 cells: x0..x31, public cursor, sink, trash (never read), unused
 *   0x01_0100  timestamp of the last access of each register cell (0 = none yet)
 *   0x01_0200  initial timestamp of each register cell
 *   0x02_0000  staging for bytes between host and guest, 64 KiB
 *   0x10_0000  instruction records, up to CHUNK
 *   0x20_0000  io records, up to CHUNK
 *   0x30_0000  refresh records, up to 4 CHUNK
 *   0x50_0000  touched records, handed out page by page, 1 MiB
 *   0x80_0000  page table: one u32 per 4 KiB of the 32-bit address space
 *   0xc0_0000  code, 16 bytes per instruction, then one END entry
 *   then       pages, by bump allocation, 4 KiB aligned
 *
 * A code entry: op (6 bits) | traces rs1 (1) | traces rs2 (1) | rd * 4 (8) | rs1 * 4 (8) | rs2 * 4 (8); imm; the entry a
 * branch or JAL goes to, or the value of AUIPC; pc. The END entry stands for every target outside of the code.
 *
 * A page-table entry is 0 (no page yet, or not guest memory) or a page's address, plus 1 where the page is executable and
 * so read-only. A page is 4 KiB of data; when tracing, 4 KiB of last-access timestamps and 4 KiB of initial ones follow.
 */

export const REGISTERS: u32 = 0x1_0000;
export const REGISTER_TIMES: u32 = 0x1_0100;
export const REGISTER_INITIAL: u32 = 0x1_0200;
export const STAGING: u32 = 0x2_0000;
export const STAGING_BYTES: u32 = 0x1_0000;
export const INSN_RECORDS: u32 = 0x10_0000;
export const IO_RECORDS: u32 = 0x20_0000;
export const REFRESH_RECORDS: u32 = 0x30_0000;
export const TOUCHED_RECORDS: u32 = 0x50_0000;
export const PAGE_TABLE: u32 = 0x80_0000;
export const CODE: u32 = 0xc0_0000;
/** Instructions, or io bytes, per call when tracing. */
export const CHUNK: u32 = 1 << 14;

export const REGISTER_CELLS: u32 = 34;
export const TRASH_OFFSET: u32 = 34 * 4;

export const PAGE: u32 = 4096;
export const TIMES: u32 = PAGE;
export const INITIAL: u32 = 2 * PAGE;
export const FIRST_PAGE: u32 = 0x1000 >>> 12;
export const END_PAGE: u32 = 0x4000_0000 >>> 12;
export const WASM_PAGE: u32 = 0x1_0000;

export const INSN_BYTES: u32 = 64;
export const IO_BYTES: u32 = 48;
export const REFRESH_BYTES: u32 = 24;
export const TOUCHED_BYTES: u32 = 24;
export const MAX_GAP: u32 = 1 << 16;

export const SPACE_REG: u32 = 0;
export const SPACE_RAM: u32 = 1;
export const SPACE_ROM: u32 = 2;
