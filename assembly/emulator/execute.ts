/** Instructions: the dispatch, and the record of each when tracing. */
import {
  CODE, ENTRY_BYTES, ENTRY_CONSTANT, ENTRY_IMM, ENTRY_PC, INSN_RECORDS, OP_MASK, RD_SHIFT, REGISTERS, RS1_SHIFT, RS2_SHIFT, Stop, TRACES_RS1,
  TRACES_RS2, TRASH_CELL,
} from '../gen/emulatorMemory';
import { Op } from '../gen/opcodes';
import { Insn, Space } from '../gen/records';
import { accessMemory, accessRegister, getNow, setNow } from './accesses';
import { getFault, locateLoad, locateStore, misfit, reservePages, spaceOf } from './memory';

/** Address (of a code entry) of the next instruction. */
let next: u32 = 0;
/** Steps of the last call that were not used. */
let left: u32 = 0;
let codeBase: u32 = 0;
let codeBytes: u32 = 0;

export function getNext(): u32 { return next; }
export function getLeft(): u32 { return left; }
/** Continues after the ECALL. */
export function skipEcall(): void { next += ENTRY_BYTES; }

/** The first call of a run: reserves `count` code entries and the END entry, which the host then writes at CODE. */
export function setup(base: u32, count: u32, tracing: bool): bool {
  codeBase = base;
  codeBytes = 4 * count;
  return reservePages(CODE + ENTRY_BYTES * (count + 1), tracing);
}

/** The code entry of the instruction `offset` bytes into the code. */
// @ts-ignore: decorator
@inline
function entryAt(offset: u32): u32 {
  return CODE + offset * (ENTRY_BYTES / 4);
}

export function start(entry: u32, firstTick: u32): void {
  next = entryAt(entry - codeBase);
  setNow(4 * firstTick);
}

// @ts-ignore: decorator
@inline
function stop(reason: u32, p: u32, unused: u32, ts: u32): u32 {
  next = p;
  left = unused;
  setNow(ts);
  return reason;
}

// @ts-ignore: decorator
@inline
function execute(TRACE: bool, limit: u32): u32 {
  let p = next;
  let steps = limit;
  let ts = getNow();
  let q = INSN_RECORDS;
  while (steps) {
    const word = load<u32>(p);
    const rd = (word >>> RD_SHIFT) & 0xff;
    const a = load<i32>((word >>> RS1_SHIFT) & 0xff, REGISTERS);
    const b = load<i32>(word >>> RS2_SHIFT, REGISTERS);
    const imm = load<i32>(p, ENTRY_IMM);
    let r: i32 = 0;
    let after = p + ENTRY_BYTES;
    let at: u32 = 0;
    let address: u32 = 0;
    let before: u32 = 0;
    let pts1: u32 = 0;
    let pts2: u32 = 0;
    let ptsm: u32 = 0;
    if (TRACE) {
      if (word & TRACES_RS1) pts1 = accessRegister((word >>> RS1_SHIFT) & 0xff, ts);
      if (word & TRACES_RS2) pts2 = accessRegister(word >>> RS2_SHIFT, ts + 1);
    }
    // Stores and branches have the trash cell as rd.
    switch (word & OP_MASK) {
      case Op.ADD: r = a + b; break;
      case Op.SUB: r = a - b; break;
      case Op.XOR: r = a ^ b; break;
      case Op.OR: r = a | b; break;
      case Op.AND: r = a & b; break;
      case Op.SLL: r = a << b; break;
      case Op.SRL: r = <i32>(<u32>a >>> b); break;
      case Op.SRA: r = a >> b; break;
      case Op.SLT: r = i32(a < b); break;
      case Op.SLTU: r = i32(<u32>a < <u32>b); break;
      case Op.ADDI: r = a + imm; break;
      case Op.XORI: r = a ^ imm; break;
      case Op.ORI: r = a | imm; break;
      case Op.ANDI: r = a & imm; break;
      case Op.SLLI: r = a << imm; break;
      case Op.SRLI: r = <i32>(<u32>a >>> imm); break;
      case Op.SRAI: r = a >> imm; break;
      case Op.SLTI: r = i32(a < imm); break;
      case Op.SLTIU: r = i32(<u32>a < <u32>imm); break;
      case Op.LUI: r = imm; break;
      case Op.AUIPC: r = load<i32>(p, ENTRY_CONSTANT); break;
      case Op.LB:
        address = a + imm;
        at = locateLoad(address, 0);
        if (!at) return stop(getFault(), p, steps, ts);
        r = load<i8>(at);
        break;
      case Op.LH:
        address = a + imm;
        at = locateLoad(address, 1);
        if (!at) return stop(getFault(), p, steps, ts);
        r = load<i16>(at);
        break;
      case Op.LW:
        address = a + imm;
        at = locateLoad(address, 3);
        if (!at) return stop(getFault(), p, steps, ts);
        r = load<i32>(at);
        break;
      case Op.LBU:
        address = a + imm;
        at = locateLoad(address, 0);
        if (!at) return stop(getFault(), p, steps, ts);
        r = load<u8>(at);
        break;
      case Op.LHU:
        address = a + imm;
        at = locateLoad(address, 1);
        if (!at) return stop(getFault(), p, steps, ts);
        r = load<u16>(at);
        break;
      case Op.SB:
        address = a + imm;
        at = locateStore(address, 0);
        if (!at) return stop(getFault(), p, steps, ts);
        if (TRACE) {
          before = load<u32>(at & ~3);
          ptsm = accessMemory(at, address, ts + 2, Space.RAM);
        }
        store<u8>(at, b);
        break;
      case Op.SH:
        address = a + imm;
        at = locateStore(address, 1);
        if (!at) return stop(getFault(), p, steps, ts);
        if (TRACE) {
          before = load<u32>(at & ~3);
          ptsm = accessMemory(at, address, ts + 2, Space.RAM);
        }
        store<u16>(at, b);
        break;
      case Op.SW:
        address = a + imm;
        at = locateStore(address, 3);
        if (!at) return stop(getFault(), p, steps, ts);
        if (TRACE) {
          before = load<u32>(at);
          ptsm = accessMemory(at, address, ts + 2, Space.RAM);
        }
        store<i32>(at, b);
        break;
      case Op.BEQ: if (a == b) after = load<u32>(p, ENTRY_CONSTANT); break;
      case Op.BNE: if (a != b) after = load<u32>(p, ENTRY_CONSTANT); break;
      case Op.BLT: if (a < b) after = load<u32>(p, ENTRY_CONSTANT); break;
      case Op.BGE: if (a >= b) after = load<u32>(p, ENTRY_CONSTANT); break;
      case Op.BLTU: if (<u32>a < <u32>b) after = load<u32>(p, ENTRY_CONSTANT); break;
      case Op.BGEU: if (<u32>a >= <u32>b) after = load<u32>(p, ENTRY_CONSTANT); break;
      case Op.JAL:
        r = load<i32>(p, ENTRY_PC) + 4;
        after = load<u32>(p, ENTRY_CONSTANT);
        break;
      case Op.JALR: {
        const target = <u32>(a + imm) & ~1;
        const offset = target - codeBase;
        r = load<i32>(p, ENTRY_PC) + 4;
        if ((offset & 3) || offset >= codeBytes) {
          misfit(Stop.BAD_TARGET, target);
          return stop(Stop.BAD_TARGET, p, steps, ts);
        }
        after = entryAt(offset);
        break;
      }
      case Op.MUL: r = a * b; break;
      case Op.MULH: r = <i32>((<i64>a * <i64>b) >> 32); break;
      case Op.MULHSU: r = <i32>((<i64>a * <i64><u64><u32>b) >> 32); break;
      case Op.MULHU: r = <i32>((<u64><u32>a * <u64><u32>b) >> 32); break;
      case Op.DIV: r = b == 0 ? -1 : b == -1 ? -a : a / b; break;
      case Op.DIVU: r = b == 0 ? -1 : <i32>(<u32>a / <u32>b); break;
      case Op.REM: r = b == 0 ? a : b == -1 ? 0 : a % b; break;
      case Op.REMU: r = b == 0 ? a : <i32>(<u32>a % <u32>b); break;
      case Op.FENCE: break;
      case Op.ECALL: return stop(Stop.ECALL, p, steps, ts);
      case Op.ILLEGAL: return stop(Stop.ILLEGAL, p, steps, ts);
      default:
        misfit(Stop.BAD_TARGET, 0);
        return stop(Stop.BAD_TARGET, p, steps, ts);
    }
    if (TRACE) {
      let space: u32 = 0;
      let memoryAfter: u32 = 0;
      if (at) {
        space = spaceOf(address);
        memoryAfter = load<u32>(at & ~3);
        // A load has not been recorded yet; a store's previous timestamp is never 0.
        if (!ptsm) {
          ptsm = accessMemory(at, address, ts + 2, space);
          before = memoryAfter;
        }
      }
      store<u32>(q, (p - CODE) / ENTRY_BYTES, Insn.INDEX);
      store<u32>(q, ts, Insn.TS);
      store<i32>(q, a, Insn.RS1);
      store<i32>(q, b, Insn.RS2);
      store<i32>(q, r, Insn.RD);
      if (rd != 4 * TRASH_CELL) {
        store<u32>(q, load<u32>(rd, REGISTERS), Insn.RD_PREV);
        store<u32>(q, accessRegister(rd, ts + 3), Insn.PTSD);
      } else {
        store<u32>(q, 0, Insn.RD_PREV);
        store<u32>(q, 0, Insn.PTSD);
      }
      store<u32>(q, pts1, Insn.PTS1);
      store<u32>(q, pts2, Insn.PTS2);
      store<u32>(q, address, Insn.ADDRESS);
      store<u32>(q, before, Insn.MEM_PREV);
      store<u32>(q, memoryAfter, Insn.MEM_NEW);
      store<u32>(q, ptsm, Insn.PTSM);
      store<u32>(q, load<u32>(after, ENTRY_PC), Insn.NEXT_PC);
      store<u32>(q, space, Insn.SPACE);
      store<u32>(q, 0, Insn.UNUSED);
      q += <u32>Insn.BYTES;
      ts += 4;
    }
    store<i32>(rd, r, REGISTERS);
    p = after;
    steps--;
  }
  return stop(Stop.LIMIT, p, 0, ts);
}

/** Executes up to `limit` instructions. Steps not used are in getLeft; the instruction that stopped it is not counted. */
export function run(limit: u32): u32 {
  return execute(false, limit);
}

/** `run` with tracing, limit <= CHUNK: writes one record per instruction, in order, from INSN_RECORDS on. */
export function trace(limit: u32): u32 {
  return execute(true, limit);
}
