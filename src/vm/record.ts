/**
 * The treaty between the virtual machine and the chips: records that the tracing pass of the emulator writes and trace
 * filling reads. Plain u32 arrays, no columns. docs/protocol.md, "Memory and time".
 *
 * Time. The first instruction runs at tick 1. A tick is one instruction, or one byte moved by a `read` or a
 * `write` to the public values. A tick has four slots; the timestamp of slot s of tick t is 4 t + s.
 *   instruction:  rs1 read in slot 0 · rs2 read in slot 1 · memory access in slot 2 · rd write in slot 3
 *   ecall:        a7 (x17) in slot 0 · a1 (x11) in slot 1 · a2 (x12) in slot 2 · a0 (x10) in slot 3;
 *                 what the call remembers in slot 0: the public cursor (`write` to fd 3), whether the input has ended (`read` from fd 0)
 *   io byte:      memory access in slot 2
 * An access that an instruction's format does not have (e.g. rs2 of ADDI) does not happen. rd = x0: no write, except loads, which
 * write the sink register instead (so that the access itself is still proved); a computation into x0 makes no access at all, and
 * its record has the values but timestamps 0 (src/vm/touches.ts). `exit` accesses only a7 and a0.
 *
 * A previous timestamp `pts` is the time of the last access to the same cell. For the first access to a cell it is the access's own
 * timestamp - 1, and the emulator reports that number as the cell's initial timestamp. When an access would come
 * more than MAX_GAP after the last one, the emulator first emits an advance record that moves the cell's timestamp
 * to the access's timestamp - 1. So 0 <= ts - pts - 1 < MAX_GAP for every access in the records.
 */

/** Address spaces of the memory bus. */
export const Space = { REG: 0, RAM: 1, ROM: 2 } as const;
/** Cells of the register space: x0..x31, then three cells that no instruction names. A load into x0 writes one of them, the sink. */
export const REG_PUBLIC_CURSOR = 32;
export const REG_SINK = 33;
/** 1 once `read` has returned less than it was asked for, 0 before. */
export const REG_INPUT_ENDED = 34;
export const REG_COUNT = 35;

export const MAX_GAP = 1 << 16;
export const FIRST_TICK = 1;
/** Timestamps stay below 2^28. */
export const MAX_TIMESTAMP_BITS = 28;

/** Instruction record, one per executed instruction but ECALL, in execution order: 16 u32. */
export const INSN_WORDS = 16;
export const Insn = {
  /** Index into the decoded program: pc = codeBase + 4 * index. */
  INDEX: 0,
  /** Timestamp of slot 0 (4 * tick). */
  TS: 1,
  /** Values of rs1 and rs2 (0 where the format has none). */
  RS1: 2,
  RS2: 3,
  /** Value written to rd; for rd = x0 the value computed all the same. */
  RD: 4,
  /** Value of rd (or the sink) before. */
  RD_PREV: 5,
  PTS1: 6,
  PTS2: 7,
  PTSD: 8,
  /** Effective byte address of a load or store. */
  ADDRESS: 9,
  /** The word at ADDRESS & ~3 before and after (equal for loads). */
  MEM_PREV: 10,
  MEM_NEW: 11,
  PTSM: 12,
  NEXT_PC: 13,
  /** Space of the memory access (Space.RAM or Space.ROM). */
  SPACE: 14,
} as const;

/** Ecall record: 20 u32. */
export const ECALL_WORDS = 20;
export const Ecall = {
  INDEX: 0,
  TS: 1,
  A7: 2,
  PTS7: 3,
  A0: 4,
  PTS0: 5,
  /** New value of a0 (the result); the old one for `exit`. */
  RESULT: 6,
  A1: 7,
  PTS1: 8,
  A2: 9,
  PTS2: 10,
  /** Bytes moved one per tick after this one: the result of `read`, a2 for `write` to fd 3, else 0. */
  MOVED: 11,
  /**
   * What the call remembers from one use to the next, before this one, and its previous timestamp: the public cursor (`write` to fd 3),
   * or whether the input has ended (`read` from fd 0).
   */
  STATE: 12,
  PTSS: 13,
} as const;

/** Io byte record, one per byte moved: 12 u32. */
export const IO_WORDS = 12;
export const Io = {
  TS: 0,
  ADDRESS: 1,
  /** Bytes left including this one. */
  LEFT: 2,
  /** Index of this byte in the public values (write) or 0 (read). */
  CURSOR: 3,
  /** 1 = read (input to memory), 0 = write (memory to public values). */
  IS_READ: 4,
  BYTE: 5,
  MEM_PREV: 6,
  MEM_NEW: 7,
  PTS: 8,
  SPACE: 9,
} as const;

/** Advance record: 6 u32. `index` is a register cell or a word index (address / 4). */
export const ADVANCE_WORDS = 6;
export const Advance = { SPACE: 0, INDEX: 1, VALUE: 2, FROM: 3, TO: 4 } as const;

/** Touched cell, one per cell that was ever accessed: 6 u32. Sorted by (space, index). */
export const TOUCHED_WORDS = 6;
export const Touched = { SPACE: 0, INDEX: 1, FINAL: 2, TS_INIT: 3, TS_FINAL: 4 } as const;

/** Everything the tracing pass yields for one segment. Arrays hold whole records only. */
export interface ExecutionRecord {
  readonly insns: Uint32Array;
  readonly ecalls: Uint32Array;
  readonly io: Uint32Array;
  readonly advances: Uint32Array;
  readonly touched: Uint32Array;
  /** Records of calls that a machine adds, by kind (call.ts). */
  readonly calls: Readonly<Record<string, Uint32Array>>;
  /** Instructions executed, ecalls included. */
  readonly steps: number;
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
  /** What the guest wrote to fd 1 and 2, in order. */
  readonly console: Uint8Array;
}
