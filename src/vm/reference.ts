/**
 * The readable interpreter: same results and the same ExecutionRecord as the emulator (execute.ts), one instruction after
 * the other, with plain data structures. It specifies the machine; the emulator is tested against it. It has no console limit.
 */
import { PellucidError } from '../core/error.ts';
import { disassemble, hex } from '../isa/disassemble.ts';
import { hasRd, isBranch, isLoad, isStore, readsRs1, readsRs2 } from '../isa/formats.ts';
import { MEMORY_END, MEMORY_START } from '../isa/memory.ts';
import { type Instruction, Op } from '../isa/opcodes.ts';
import { Reg } from '../isa/syscalls.ts';
import { type CallArguments, type CallExecutor, type CallHost, CallTrap, noRecords, recordsOf } from './call.ts';
import type { Program } from './program.ts';
import {
  ADVANCE_WORDS,
  Advance,
  ECALL_WORDS,
  Ecall,
  type ExecutionRecord,
  FIRST_TICK,
  INSN_WORDS,
  Insn,
  IO_WORDS,
  Io,
  MAX_GAP,
  REG_COUNT,
  REG_SINK,
  Space,
  TOUCHED_WORDS,
  Touched,
} from './record.ts';
import { touchesRegisters } from './touches.ts';
import { stepsExceeded, trapError } from './trap.ts';

type SpaceNumber = (typeof Space)[keyof typeof Space];

/** A word of one of the three spaces. Times are undefined until the first access. */
interface Cell {
  readonly space: SpaceNumber;
  readonly index: number;
  value: number;
  first?: number;
  last?: number;
}

/** rd of every operation that computes from two operands (rs2 or the immediate), as int32; a and b are int32. */
const COMPUTE: Readonly<Record<number, (a: number, b: number) => number>> = {
  [Op.ADD]: (a, b) => a + b,
  [Op.SUB]: (a, b) => a - b,
  [Op.XOR]: (a, b) => a ^ b,
  [Op.OR]: (a, b) => a | b,
  [Op.AND]: (a, b) => a & b,
  [Op.SLL]: (a, b) => a << (b & 31),
  [Op.SRL]: (a, b) => a >>> (b & 31),
  [Op.SRA]: (a, b) => a >> (b & 31),
  [Op.SLT]: (a, b) => (a < b ? 1 : 0),
  [Op.SLTU]: (a, b) => (a >>> 0 < b >>> 0 ? 1 : 0),
  [Op.MUL]: (a, b) => Math.imul(a, b),
  [Op.MULH]: (a, b) => Number((BigInt(a) * BigInt(b)) >> 32n),
  [Op.MULHSU]: (a, b) => Number((BigInt(a) * BigInt(b >>> 0)) >> 32n),
  [Op.MULHU]: (a, b) => Number((BigInt(a >>> 0) * BigInt(b >>> 0)) >> 32n),
  [Op.DIV]: (a, b) => (b === 0 ? -1 : Math.trunc(a / b)),
  [Op.DIVU]: (a, b) => (b === 0 ? -1 : Math.floor((a >>> 0) / (b >>> 0))),
  [Op.REM]: (a, b) => (b === 0 ? a : a % b),
  [Op.REMU]: (a, b) => (b === 0 ? a : (a >>> 0) % (b >>> 0)),
};

/** The register operation that an immediate operation is. */
const OF_IMMEDIATE: Readonly<Record<number, number>> = {
  [Op.ADDI]: Op.ADD,
  [Op.XORI]: Op.XOR,
  [Op.ORI]: Op.OR,
  [Op.ANDI]: Op.AND,
  [Op.SLLI]: Op.SLL,
  [Op.SRLI]: Op.SRL,
  [Op.SRAI]: Op.SRA,
  [Op.SLTI]: Op.SLT,
  [Op.SLTIU]: Op.SLTU,
};

const TAKEN: Readonly<Record<number, (a: number, b: number) => boolean>> = {
  [Op.BEQ]: (a, b) => a === b,
  [Op.BNE]: (a, b) => a !== b,
  [Op.BLT]: (a, b) => a < b,
  [Op.BGE]: (a, b) => a >= b,
  [Op.BLTU]: (a, b) => a >>> 0 < b >>> 0,
  [Op.BGEU]: (a, b) => a >>> 0 >= b >>> 0,
};

/** Bytes, and how a load extends them. */
const ACCESS: Readonly<Record<number, { readonly bytes: 1 | 2 | 4; readonly signed: boolean }>> = {
  [Op.LB]: { bytes: 1, signed: true },
  [Op.LH]: { bytes: 2, signed: true },
  [Op.LW]: { bytes: 4, signed: true },
  [Op.LBU]: { bytes: 1, signed: false },
  [Op.LHU]: { bytes: 2, signed: false },
  [Op.SB]: { bytes: 1, signed: false },
  [Op.SH]: { bytes: 2, signed: false },
  [Op.SW]: { bytes: 4, signed: false },
};

const LENGTH_MASK = { 1: 0xff, 2: 0xffff, 4: 0xffff_ffff } as const;

/** Bits of `word` that an access of `bytes` at `address` sees. */
const extract = (word: number, address: number, bytes: 1 | 2 | 4, signed: boolean): number => {
  const unused = 32 - 8 * bytes;
  const value = (word >>> (8 * (address & 3))) << unused;
  return signed ? value >> unused : value >>> unused;
};

const insert = (word: number, address: number, bytes: 1 | 2 | 4, value: number): number => {
  const shift = 8 * (address & 3);
  const mask = LENGTH_MASK[bytes] << shift;
  return ((word & ~mask) | ((value << shift) & mask)) >>> 0;
};

interface State {
  readonly program: Program;
  readonly input: Uint8Array;
  readonly executors: readonly CallExecutor[];
  readonly calls: Record<string, number[]>;
  readonly registers: readonly Cell[];
  readonly memory: Map<number, Cell>;
  inputAt: number;
  pc: number;
  /** 4 * tick. */
  now: number;
  readonly insns: number[];
  readonly ecalls: number[];
  readonly io: number[];
  readonly advances: number[];
  readonly publicValues: number[];
  readonly console: number[];
  exitCode: number | undefined;
}

const createState = (program: Program, input: Uint8Array, executors: readonly CallExecutor[]): State => {
  const memory = new Map<number, Cell>();
  for (const [space, ranges] of [
    [Space.ROM, program.rom],
    [Space.RAM, program.ram],
  ] as const)
    for (const { startIndex, words } of ranges)
      words.forEach((value, i) => {
        memory.set(startIndex + i, { space, index: startIndex + i, value });
      });
  return {
    program,
    input,
    executors,
    calls: noRecords(executors),
    registers: Array.from({ length: REG_COUNT }, (_, index) => ({ space: Space.REG, index, value: 0 })),
    memory,
    inputAt: 0,
    pc: program.entry,
    now: 4 * FIRST_TICK,
    insns: [],
    ecalls: [],
    io: [],
    advances: [],
    publicValues: [],
    console: [],
    exitCode: undefined,
  };
};

/** Appends one record given by its named fields. */
const append = (records: number[], words: number, fields: Readonly<Record<number, number>>): void => {
  for (let i = 0; i < words; i++) records.push(fields[i] ?? 0);
};

/** The access to `cell` in `slot` of the current tick; returns the previous timestamp, after an advance if that is too old. */
const touch = (s: State, cell: Cell, slot: number): number => {
  const ts = s.now + slot;
  let previous = cell.last ?? ts - 1;
  cell.first ??= previous;
  if (ts - previous - 1 >= MAX_GAP) {
    append(s.advances, ADVANCE_WORDS, {
      [Advance.SPACE]: cell.space,
      [Advance.INDEX]: cell.index,
      [Advance.VALUE]: cell.value,
      [Advance.FROM]: previous,
      [Advance.TO]: ts - 1,
    });
    previous = ts - 1;
  }
  cell.last = ts;
  return previous;
};

/** The memory cell of an access that is allowed; traps otherwise. */
const memoryCell = (s: State, address: number, bytes: number, writes: boolean): Cell => {
  if (address % bytes !== 0) throw new CallTrap('misaligned', address);
  if (address < MEMORY_START || address >= MEMORY_END) throw new CallTrap('outside', address);
  const index = Math.floor(address / 4);
  let cell = s.memory.get(index);
  if (cell === undefined) s.memory.set(index, (cell = { space: Space.RAM, index, value: 0 }));
  if (writes && cell.space === Space.ROM) throw new CallTrap('read-only', address);
  return cell;
};

const inCode = ({ codeBase, instructions }: Program, pc: number): boolean =>
  pc % 4 === 0 && pc >= codeBase && pc < codeBase + 4 * instructions.length;

const executeInstruction = (s: State, insn: Instruction): void => {
  const { op, pc, rd, rs1, rs2, imm } = insn;
  if (op === Op.ILLEGAL) throw new CallTrap('illegal');
  const a = s.registers[rs1].value;
  const b = s.registers[rs2].value;
  const traced = touchesRegisters(insn);
  const record: Record<number, number> = { [Insn.INDEX]: (pc - s.program.codeBase) / 4, [Insn.TS]: s.now, [Insn.RS1]: a, [Insn.RS2]: b };
  if (traced && readsRs1(op)) record[Insn.PTS1] = touch(s, s.registers[rs1], 0);
  if (traced && readsRs2(op)) record[Insn.PTS2] = touch(s, s.registers[rs2], 1);

  let result = 0;
  let next = pc + 4;
  if (COMPUTE[op] !== undefined) result = COMPUTE[op](a | 0, b | 0);
  else if (OF_IMMEDIATE[op] !== undefined) result = COMPUTE[OF_IMMEDIATE[op]](a | 0, imm);
  else if (op === Op.LUI) result = imm;
  else if (op === Op.AUIPC) result = pc + imm;
  else if (isBranch(op)) next = TAKEN[op](a | 0, b | 0) ? (pc + imm) >>> 0 : next;
  else if (op === Op.JAL) [result, next] = [next, (pc + imm) >>> 0];
  else if (op === Op.JALR) [result, next] = [next, ((a + imm) & ~1) >>> 0];
  else if (isLoad(op) || isStore(op)) {
    const address = (a + imm) >>> 0;
    const { bytes, signed } = ACCESS[op];
    const cell = memoryCell(s, address, bytes, isStore(op));
    record[Insn.ADDRESS] = address;
    record[Insn.SPACE] = cell.space;
    record[Insn.MEM_PREV] = cell.value;
    record[Insn.PTSM] = touch(s, cell, 2);
    if (isStore(op)) cell.value = insert(cell.value, address, bytes, b);
    else result = extract(cell.value, address, bytes, signed);
    record[Insn.MEM_NEW] = cell.value;
  }
  if (!inCode(s.program, next)) throw new CallTrap('bad-target', next);
  record[Insn.RD] = result >>> 0;
  record[Insn.NEXT_PC] = next;
  if (hasRd(op) && (rd !== 0 || isLoad(op))) {
    const cell = s.registers[rd === 0 ? REG_SINK : rd];
    record[Insn.RD_PREV] = cell.value;
    record[Insn.PTSD] = touch(s, cell, 3);
    cell.value = result >>> 0;
  }
  append(s.insns, INSN_WORDS, record);
  s.now += 4;
  s.pc = next;
};

/** One byte between the input or the public values and memory, in a tick of its own. */
const moveByte = (s: State, address: number, left: number, isRead: boolean): void => {
  const cell = memoryCell(s, address, 1, isRead);
  const record: Record<number, number> = {
    [Io.TS]: s.now,
    [Io.ADDRESS]: address,
    [Io.LEFT]: left,
    [Io.IS_READ]: isRead ? 1 : 0,
    [Io.CURSOR]: isRead ? 0 : s.publicValues.length,
    [Io.SPACE]: cell.space,
    [Io.MEM_PREV]: cell.value,
    [Io.PTS]: touch(s, cell, 2),
  };
  if (isRead) cell.value = insert(cell.value, address, 1, s.input[s.inputAt++]);
  const byte = extract(cell.value, address, 1, false);
  if (!isRead) s.publicValues.push(byte);
  append(s.io, IO_WORDS, { ...record, [Io.BYTE]: byte, [Io.MEM_NEW]: cell.value });
  s.now += 4;
};

/** The record of a call up to its result: its register accesses are made as it is written. `cell`: of what the call remembers. */
const callRecord = (
  s: State,
  pc: number,
  { number, arguments: names }: CallExecutor,
  [a0, a1, a2]: CallArguments,
  cell: Cell | undefined,
): Record<number, number> => ({
  [Ecall.INDEX]: (pc - s.program.codeBase) / 4,
  [Ecall.TS]: s.now,
  [Ecall.A7]: number,
  [Ecall.PTS7]: touch(s, s.registers[Reg.A7], 0),
  ...(cell && { [Ecall.STATE]: cell.value, [Ecall.PTSS]: touch(s, cell, 0) }),
  ...(names.length > 1 && { [Ecall.A1]: a1, [Ecall.PTS1]: touch(s, s.registers[Reg.A1], 1) }),
  ...(names.length > 2 && { [Ecall.A2]: a2, [Ecall.PTS2]: touch(s, s.registers[Reg.A2], 2) }),
  [Ecall.A0]: a0,
  [Ecall.PTS0]: touch(s, s.registers[Reg.A0], 3),
});

const hostOf = (s: State, argument: CallArguments, state: Cell | undefined): CallHost => {
  const remembering = (): Cell => {
    if (state === undefined) throw new RangeError('the call remembers nothing');
    return state;
  };
  return {
    argument,
    now: () => s.now,
    accessWord(address, next) {
      const cell = memoryCell(s, address, 4, next !== undefined);
      const before = cell.value;
      const previous = touch(s, cell, 2);
      cell.value = next === undefined ? before : next(before) >>> 0;
      return { before, after: cell.value, previous, space: cell.space };
    },
    nextTick: () => {
      s.now += 4;
    },
    record: (kind, words) => s.calls[kind].push(...words),
    remembered: () => remembering().value,
    remember(value) {
      remembering().value = value;
    },
    inputLeft: () => s.input.length - s.inputAt,
    moveInput(address, count) {
      for (let i = 0; i < count; i++) moveByte(s, address + i, count - i, true);
    },
    publish(address, count) {
      for (let i = 0; i < count; i++) moveByte(s, address + i, count - i, false);
    },
    show(_, first, count) {
      for (let address = Math.max(first, MEMORY_START); address < Math.min(first + count, MEMORY_END); address++)
        s.console.push(extract(s.memory.get(Math.floor(address / 4))?.value ?? 0, address, 1, false));
    },
    exit(code) {
      s.exitCode = code;
    },
  };
};

const executeEcall = (s: State, pc: number): void => {
  const executor = s.executors.find(({ number }) => number === s.registers[Reg.A7].value);
  if (executor === undefined) throw new CallTrap('unknown-syscall');
  const [a0, a1, a2] = [Reg.A0, Reg.A1, Reg.A2].map((cell) => s.registers[cell].value);
  const index = executor.cell?.([a0, a1, a2]);
  const cell = index === undefined ? undefined : s.registers[index];
  const record = callRecord(s, pc, executor, [a0, a1, a2], cell);
  s.now += 4;
  const start = s.now;
  const result = executor.execute(hostOf(s, [a0, a1, a2], cell)) >>> 0;
  s.registers[Reg.A0].value = result;
  append(s.ecalls, ECALL_WORDS, { ...record, [Ecall.RESULT]: result, [Ecall.MOVED]: (s.now - start) / 4 });
  s.pc = pc + 4;
};

const touchedCells = (s: State): Uint32Array => {
  const cells = [...s.registers, ...s.memory.values()].filter((cell) => cell.last !== undefined);
  cells.sort((x, y) => x.space - y.space || x.index - y.index);
  const records: number[] = [];
  for (const { space, index, value, first, last } of cells)
    append(records, TOUCHED_WORDS, {
      [Touched.SPACE]: space,
      [Touched.INDEX]: index,
      [Touched.FINAL]: value,
      [Touched.TS_INIT]: first ?? 0,
      [Touched.TS_FINAL]: last ?? 0,
    });
  return Uint32Array.from(records);
};

/** Runs to exit and records everything, with the errors of `trace` in execute.ts. */
export const traceReference = (
  program: Program,
  {
    input = new Uint8Array(0),
    maxSteps = 1 << 21,
    calls,
  }: { readonly input?: Uint8Array; readonly maxSteps?: number; readonly calls: readonly CallExecutor[] },
): ExecutionRecord => {
  const s = createState(program, input, calls);
  const last: Instruction[] = [];
  const text = () => last.map((insn) => `${hex(insn.pc)}: ${disassemble(insn)}`);
  let steps = 0;
  while (s.exitCode === undefined) {
    if (steps >= maxSteps) throw stepsExceeded(program, maxSteps, s.pc, text(), Uint8Array.from(s.console));
    const pc = s.pc;
    const insn = program.instructions[(pc - program.codeBase) / 4];
    if (insn === undefined) throw new PellucidError('internal', `no instruction at ${hex(pc)}`);
    last.push(insn);
    if (last.length > 8) last.shift();
    try {
      if (insn.op === Op.ECALL) executeEcall(s, pc);
      else executeInstruction(s, insn);
    } catch (error) {
      if (!(error instanceof CallTrap)) throw error;
      throw trapError(program, {
        reason: error.reason,
        address: error.address,
        instruction: insn,
        atEnd: false,
        call: s.registers[Reg.A7].value,
        stackPointer: s.registers[Reg.SP].value,
        steps,
        lastInstructions: text(),
        console: Uint8Array.from(s.console),
      });
    }
    steps++;
  }
  return {
    insns: Uint32Array.from(s.insns),
    ecalls: Uint32Array.from(s.ecalls),
    io: Uint32Array.from(s.io),
    advances: Uint32Array.from(s.advances),
    calls: recordsOf(s.calls),
    touched: touchedCells(s),
    steps,
    exitCode: s.exitCode,
    publicValues: Uint8Array.from(s.publicValues),
    console: Uint8Array.from(s.console),
  };
};
