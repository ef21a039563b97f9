/**
 * The binding of the emulator's WASM module (assembly/emu.ts): instantiates it for one program and gives its memory names.
 * It checks and forwards; what a system call means is in execute.ts.
 */
import { emu } from '../../build/wasm/embedded.js';
import { PellucidError } from '../core/error.ts';
import { decodeBinary, requireWasmEngine, type WasmMemory } from '../core/webAssembly.ts';
import { isBranch, isLoad, readsRs1, readsRs2 } from '../isa/formats.ts';
import { PAGE_BYTES } from '../isa/memory.ts';
import { type Instruction, Op } from '../isa/opcodes.ts';
import type { WordAccess } from './call.ts';
import {
  ADVANCE_RECORDS,
  CODE,
  END_PAGE,
  ENTRY_BYTES,
  ENTRY_PC,
  INSN_RECORDS,
  IO_RECORDS,
  OP_END,
  RD_SHIFT,
  REGISTERS,
  RS1_SHIFT,
  RS2_SHIFT,
  STAGING,
  STOPS,
  type Stop,
  TOUCHED_RECORDS,
  TRACES_RS1,
  TRACES_RS2,
  TRASH_CELL,
} from './emulatorMemory.ts';
import type { ImageRange, Program } from './program.ts';
import { FIRST_TICK, INSN_WORDS, IO_WORDS, REG_SINK, Space } from './record.ts';
import { touchesRegisters } from './touches.ts';

/** Exports of assembly/emu.ts. Addresses and counts are u32, which JavaScript sees as i32. */
interface Exports {
  readonly memory: WasmMemory;
  setup(base: number, count: number, tracing: boolean): number;
  start(entry: number, firstTick: number): void;
  hostAddress(address: number, readOnly: number): number;
  peekAddress(address: number): number;
  getNext(): number;
  getLeft(): number;
  getFaultAddress(): number;
  getNow(): number;
  advanceTick(): void;
  getAdvanceEnd(): number;
  clearAdvances(): void;
  skipEcall(): void;
  ecallAccess(cell: number, slot: number): number;
  run(limit: number): number;
  trace(limit: number): number;
  copyIn(address: number, count: number): number;
  locateWord(address: number, isWrite: number): number;
  accessWord(at: number, address: number): number;
  spaceOf(address: number): number;
  getFault(): number;
  copyOut(address: number, count: number): number;
  traceBytes(isRead: number, address: number, count: number, remaining: number, cursor: number): number;
  touchedRegisters(): number;
  nextPage(page: number, space: number): number;
  touchedWords(page: number): number;
}

export interface Emulator {
  /** Register cell, uint32. */
  register(cell: number): number;
  setRegister(cell: number, value: number): void;
  pc(): number;
  /** Index of the next instruction in the program. */
  index(): number;
  /** Executes up to `limit` instructions (limit <= CHUNK when tracing); `steps` were completed. */
  advance(limit: number): { readonly stop: Stop; readonly steps: number };
  skipEcall(): void;
  faultAddress(): number;
  /** 4 * tick of what comes next. */
  now(): number;
  advanceTick(): void;
  ecallAccess(cell: number, slot: number): number;
  /** One access to the word at `address`, recorded when tracing; or why it traps. */
  accessWord(address: number, next?: (before: number) => number): WordAccess | Stop;
  /** Moves host bytes into the guest, or guest bytes out; at most STAGING_BYTES. */
  copyIn(address: number, bytes: Uint8Array): Stop;
  copyOut(address: number, count: number): { readonly stop: Stop; readonly bytes: Uint8Array };
  /** copyIn and copyOut with records, at most CHUNK bytes. `bytes` receives the bytes that were moved. */
  traceBytes(isRead: boolean, address: number, bytes: Uint8Array, remaining: number, cursor: number): Stop;
  /** Guest memory as it is, without touching it; zeros where nothing was ever accessed. */
  peek(address: number, count: number): Uint8Array;
  /** Copies the `count` records of the last advance into `to` from word `at` on. */
  copyInsnRecords(to: Uint32Array, at: number, count: number): void;
  /** Copies of the records of the last call. */
  ioRecords(count: number): Uint32Array;
  takeAdvances(): Uint32Array;
  touchedRecords(): Uint32Array[];
}

/** Compiled once per process: a module has no state of its own, an instance has. */
let compiled: object | undefined;

const instantiate = (): Exports => {
  const { Module, Instance } = requireWasmEngine();
  compiled ??= new Module(decodeBinary(emu));
  return new Instance(compiled, { env: { abort: () => undefined } }).exports as Exports;
};

const codeEntries = (program: Program): Int32Array => {
  const { instructions, codeBase } = program;
  const count = instructions.length;
  const words = ENTRY_BYTES / 4;
  const entries = new Int32Array((count + 1) * words);
  const end = CODE + ENTRY_BYTES * count;
  const entryOf = (target: number): number => {
    const offset = (target - codeBase) >>> 0;
    return offset % 4 === 0 && offset < 4 * count ? CODE + (offset / 4) * ENTRY_BYTES : end;
  };
  instructions.forEach((insn, i) => {
    entries.set([opWord(insn), insn.imm, constantOf(insn, entryOf), insn.pc], i * words);
  });
  entries.set([OP_END | ((4 * TRASH_CELL) << RD_SHIFT), 0, 0, codeBase + 4 * count], count * words);
  return entries;
};

const constantOf = ({ op, pc, imm }: Instruction, entryOf: (target: number) => number): number => {
  if (op === Op.AUIPC) return pc + imm;
  return op === Op.JAL || isBranch(op) ? entryOf(pc + imm) : 0;
};

const opWord = (insn: Instruction): number => {
  const { op, rd, rs1, rs2 } = insn;
  const traced = touchesRegisters(insn);
  const flags = (traced && readsRs1(op) ? TRACES_RS1 : 0) | (traced && readsRs2(op) ? TRACES_RS2 : 0);
  const cell = rd !== 0 ? rd : isLoad(op) ? REG_SINK : TRASH_CELL;
  return op | flags | ((4 * cell) << RD_SHIFT) | ((4 * rs1) << RS1_SHIFT) | ((4 * rs2) << RS2_SHIFT);
};

/** A fresh machine at the program's entry; undefined memory is zero. */
export const createEmulator = (program: Program, { tracing }: { readonly tracing: boolean }): Emulator => {
  const wasm = instantiate();
  if (!wasm.setup(program.codeBase, program.instructions.length, tracing)) throw outOfMemory();
  let words = new Uint32Array(wasm.memory.buffer);
  const u32 = (): Uint32Array => {
    if (words.buffer !== wasm.memory.buffer) words = new Uint32Array(wasm.memory.buffer);
    return words;
  };
  const u8 = (): Uint8Array => new Uint8Array(wasm.memory.buffer);
  const copy = (start: number, end: number): Uint32Array => u32().slice(start / 4, end / 4);

  const place = ({ startIndex, words: image }: ImageRange, readOnly: 0 | 1): void => {
    const pageWords = PAGE_BYTES / 4;
    for (let i = 0; i < image.length; ) {
      const count = Math.min(pageWords - ((startIndex + i) % pageWords), image.length - i);
      const at = wasm.hostAddress((startIndex + i) * 4, readOnly) >>> 0;
      if (at === 0) throw outOfMemory();
      u32().set(image.subarray(i, i + count), at / 4);
      i += count;
    }
  };

  u32().set(new Uint32Array(codeEntries(program).buffer), CODE / 4);
  for (const range of program.rom) place(range, 1);
  for (const range of program.ram) place(range, 0);
  wasm.start(program.entry, FIRST_TICK);

  return {
    register: (cell) => u32()[REGISTERS / 4 + cell],
    setRegister(cell, value) {
      u32()[REGISTERS / 4 + cell] = value;
    },
    pc: () => u32()[((wasm.getNext() >>> 0) + ENTRY_PC) / 4],
    index: () => ((wasm.getNext() >>> 0) - CODE) / ENTRY_BYTES,
    advance(limit) {
      const stop = STOPS[tracing ? wasm.trace(limit) : wasm.run(limit)];
      return { stop, steps: limit - (wasm.getLeft() >>> 0) };
    },
    skipEcall: () => wasm.skipEcall(),
    faultAddress: () => wasm.getFaultAddress() >>> 0,
    now: () => wasm.getNow() >>> 0,
    advanceTick: () => wasm.advanceTick(),
    ecallAccess: (cell, slot) => wasm.ecallAccess(cell, slot) >>> 0,
    copyIn(address, bytes) {
      u8().set(bytes, STAGING);
      return STOPS[wasm.copyIn(address, bytes.length)];
    },
    accessWord(address, next) {
      const at = wasm.locateWord(address, next === undefined ? 0 : 1) >>> 0;
      if (at === 0) return STOPS[wasm.getFault()];
      const before = u32()[at / 4];
      const previous = tracing ? wasm.accessWord(at, address) >>> 0 : 0;
      const after = next === undefined ? before : next(before) >>> 0;
      u32()[at / 4] = after;
      return { before, after, previous, space: wasm.spaceOf(address) };
    },
    copyOut(address, count) {
      const stop = STOPS[wasm.copyOut(address, count)];
      return { stop, bytes: u8().slice(STAGING, STAGING + count) };
    },
    traceBytes(isRead, address, bytes, remaining, cursor) {
      if (isRead) u8().set(bytes, STAGING);
      const stop = STOPS[wasm.traceBytes(isRead ? 1 : 0, address, bytes.length, remaining, cursor)];
      if (!isRead) bytes.set(u8().subarray(STAGING, STAGING + bytes.length));
      return stop;
    },
    peek(address, count) {
      const result = new Uint8Array(count);
      for (let i = 0; i < count; ) {
        const length = Math.min(PAGE_BYTES - ((address + i) % PAGE_BYTES), count - i);
        const at = wasm.peekAddress(address + i) >>> 0;
        if (at !== 0) result.set(u8().subarray(at, at + length), i);
        i += length;
      }
      return result;
    },
    copyInsnRecords: (to, at, count) => to.set(u32().subarray(INSN_RECORDS / 4, INSN_RECORDS / 4 + INSN_WORDS * count), at),
    ioRecords: (count) => copy(IO_RECORDS, IO_RECORDS + 4 * IO_WORDS * count),
    takeAdvances() {
      const records = copy(ADVANCE_RECORDS, wasm.getAdvanceEnd());
      wasm.clearAdvances();
      return records;
    },
    touchedRecords() {
      const parts = [copy(TOUCHED_RECORDS, wasm.touchedRegisters())];
      for (const space of [Space.RAM, Space.ROM])
        for (let page = wasm.nextPage(0, space); page < END_PAGE; page = wasm.nextPage(page + 1, space))
          parts.push(copy(TOUCHED_RECORDS, wasm.touchedWords(page)));
      return parts;
    },
  };
};

const outOfMemory = (): PellucidError => new PellucidError('out-of-memory', 'the engine refuses the memory that the guest needs');
