/**
 * The RV32IM interpreter: a pre-decoded program, a page table and the registers, all in this module's own memory. Two
 * loops come from one body: `run` only executes; `trace` also writes the records of src/vm/record.ts. Both return to the
 * host at an ECALL, at a trap, or when the step limit is used up; the host (src/vm/emulator.ts) performs the system call.
 * The reference twin is src/vm/reference.ts.
 */

import {
  REGISTERS, REGISTER_TIMES, REGISTER_INITIAL, STAGING, STAGING_BYTES, INSN_RECORDS, IO_RECORDS, REFRESH_RECORDS,
  TOUCHED_RECORDS, PAGE_TABLE, CODE, CHUNK, REGISTER_CELLS, TRASH_OFFSET, PAGE, TIMES, INITIAL, FIRST_PAGE,
  END_PAGE, WASM_PAGE, INSN_BYTES, IO_BYTES, REFRESH_BYTES, TOUCHED_BYTES, MAX_GAP, SPACE_REG, SPACE_RAM, SPACE_ROM,
} from './lib/emuMemory';
export { REGISTERS, STAGING, STAGING_BYTES, INSN_RECORDS, IO_RECORDS, REFRESH_RECORDS, TOUCHED_RECORDS, CODE, CHUNK } from './lib/emuMemory';

/** Why run and trace return. */
export const LIMIT: u32 = 0;
export const ECALL: u32 = 1;
export const ILLEGAL: u32 = 2;
export const BAD_TARGET: u32 = 3;
export const MISALIGNED: u32 = 4;
export const OUTSIDE: u32 = 5;
export const READ_ONLY: u32 = 6;
export const OUT_OF_MEMORY: u32 = 7;

/** Address (of a code entry) of the next instruction. */
let next: u32 = 0;
/** Steps of the last call that were not used. */
let left: u32 = 0;
/** Reason of the last trap and the address concerned. */
let fault: u32 = 0;
let faultAddress: u32 = 0;
/** 4 * tick of the next instruction or io byte. */
let now: u32 = 0;
let refreshEnd: u32 = REFRESH_RECORDS;
let touchedEnd: u32 = TOUCHED_RECORDS;
let codeBase: u32 = 0;
let codeBytes: u32 = 0;
let freePage: u32 = 0;
let pageBytes: u32 = PAGE;

export function getNext(): u32 { return next; }
export function getLeft(): u32 { return left; }
export function getFaultAddress(): u32 { return faultAddress; }
export function getNow(): u32 { return now; }
export function advanceTick(): void { now += 4; }
export function getRefreshEnd(): u32 { return refreshEnd; }
export function clearRefreshes(): void { refreshEnd = REFRESH_RECORDS; }
/** Continues after the ECALL. */
export function skipEcall(): void { next += 16; }

/** Makes memory end at `end` at least; false if the engine refuses. */
function reserve(end: u32): bool {
  const wanted = (end - 1) / WASM_PAGE + 1;
  const have = <u32>memory.size();
  if (wanted <= have) return true;
  // A sixteenth more at a time, so that a guest that walks through memory does not grow it page by page.
  const ahead = max(wanted - have, have >>> 4);
  if (memory.grow(ahead) >= 0) return true;
  return memory.grow(wanted - have) >= 0;
}

/** First call: room for `count` code entries and the END entry, which the host writes at CODE. */
export function setup(base: u32, count: u32, tracing: bool): bool {
  codeBase = base;
  codeBytes = 4 * count;
  freePage = (CODE + 16 * (count + 1) + (PAGE - 1)) & ~(PAGE - 1);
  pageBytes = tracing ? 3 * PAGE : PAGE;
  return reserve(freePage);
}

export function start(entry: u32, firstTick: u32): void {
  next = CODE + ((entry - codeBase) << 2);
  now = 4 * firstTick;
}

/** The page of a guest address, allocated if need be; 0 with `fault` set where there is none. */
function allocate(address: u32, readOnly: u32): u32 {
  const number = address >>> 12;
  if (number < FIRST_PAGE || number >= END_PAGE) {
    fault = OUTSIDE;
    return 0;
  }
  const entry = load<u32>(PAGE_TABLE + (number << 2));
  if (entry) return entry;
  const page = freePage;
  if (page + pageBytes < page || !reserve(page + pageBytes)) {
    fault = OUT_OF_MEMORY;
    return 0;
  }
  freePage = page + pageBytes;
  store<u32>(PAGE_TABLE + (number << 2), page | readOnly);
  return page | readOnly;
}

/** For the host, to place the image: where the byte at `address` lies in this memory, 0 if it cannot. */
export function hostAddress(address: u32, readOnly: u32): u32 {
  const entry = allocate(address, readOnly);
  return entry ? (entry & ~(PAGE - 1)) + (address & (PAGE - 1)) : 0;
}

/** As hostAddress, without allocating: 0 where the page was never touched. */
export function peekAddress(address: u32): u32 {
  const entry = load<u32>(PAGE_TABLE + ((address >>> 12) << 2));
  return entry ? (entry & ~(PAGE - 1)) + (address & (PAGE - 1)) : 0;
}

@inline
function misfit(reason: u32, address: u32): u32 {
  fault = reason;
  faultAddress = address;
  return 0;
}

/** Where a load of `mask + 1` bytes finds its data; 0 with `fault` set if it traps. */
@inline
function locateLoad(address: u32, mask: u32): u32 {
  if (address & mask) return misfit(MISALIGNED, address);
  let entry = load<u32>((address >>> 12) << 2, PAGE_TABLE);
  if (!entry) {
    faultAddress = address;
    entry = allocate(address, 0);
    if (!entry) return 0;
  }
  return (entry & ~(PAGE - 1)) + (address & (PAGE - 1));
}

@inline
function locateStore(address: u32, mask: u32): u32 {
  if (address & mask) return misfit(MISALIGNED, address);
  let entry = load<u32>((address >>> 12) << 2, PAGE_TABLE);
  if (!entry) {
    faultAddress = address;
    entry = allocate(address, 0);
    if (!entry) return 0;
  }
  if (entry & 1) return misfit(READ_ONLY, address);
  return entry + (address & (PAGE - 1));
}

/** Records an access at `ts` to the cell whose timestamp lies at `times` and returns the previous one, refreshed if old. */
@inline
function access(times: u32, initial: u32, ts: u32, space: u32, index: u32, value: u32): u32 {
  const last = load<u32>(times);
  store<u32>(times, ts);
  if (last == 0) {
    store<u32>(initial, ts - 1);
    return ts - 1;
  }
  if (ts - last <= MAX_GAP) return last;
  const q = refreshEnd;
  store<u32>(q, space);
  store<u32>(q, index, 4);
  store<u32>(q, value, 8);
  store<u32>(q, last, 12);
  store<u32>(q, ts - 1, 16);
  store<u32>(q, 0, 20);
  refreshEnd = q + REFRESH_BYTES;
  return ts - 1;
}

/** `offset` is 4 * cell. */
@inline
function accessRegister(offset: u32, ts: u32): u32 {
  return access(
    REGISTER_TIMES + offset, REGISTER_INITIAL + offset, ts, SPACE_REG, offset >>> 2, load<u32>(REGISTERS + offset),
  );
}

/** `at` is where the accessed bytes lie. */
@inline
function accessMemory(at: u32, address: u32, ts: u32, space: u32): u32 {
  const word = at & ~3;
  return access(word + TIMES, word + INITIAL, ts, space, address >>> 2, load<u32>(word));
}

@inline
function spaceOf(address: u32): u32 {
  return SPACE_RAM + (load<u32>(PAGE_TABLE + ((address >>> 12) << 2)) & 1) * (SPACE_ROM - SPACE_RAM);
}

/** For the host's system calls: records the access (slot in [0, 4) of the current tick) and returns the previous timestamp. */
export function ecallAccess(cell: u32, slot: u32): u32 {
  return accessRegister(cell << 2, now + slot);
}

@inline
function stop(reason: u32, p: u32, unused: u32, ts: u32): u32 {
  next = p;
  left = unused;
  now = ts;
  return reason;
}

@inline
function execute(TRACE: bool, limit: u32): u32 {
  let p = next;
  let steps = limit;
  let ts = now;
  let q = INSN_RECORDS;
  while (steps) {
    const word = load<u32>(p);
    const rd = (word >>> 8) & 0xff;
    const a = load<i32>((word >>> 16) & 0xff, REGISTERS);
    const b = load<i32>(word >>> 24, REGISTERS);
    const imm = load<i32>(p, 4);
    let r: i32 = 0;
    let after = p + 16;
    let at: u32 = 0;
    let address: u32 = 0;
    let before: u32 = 0;
    let pts1: u32 = 0;
    let pts2: u32 = 0;
    let ptsm: u32 = 0;
    if (TRACE) {
      if (word & 64) pts1 = accessRegister((word >>> 16) & 0xff, ts);
      if (word & 128) pts2 = accessRegister(word >>> 24, ts + 1);
    }
    // Numbers of src/isa/opcodes.ts. Stores and branches have the trash cell as rd.
    switch (word & 63) {
      case 0: r = a + b; break;
      case 1: r = a - b; break;
      case 2: r = a ^ b; break;
      case 3: r = a | b; break;
      case 4: r = a & b; break;
      case 5: r = a << b; break;
      case 6: r = <i32>(<u32>a >>> b); break;
      case 7: r = a >> b; break;
      case 8: r = i32(a < b); break;
      case 9: r = i32(<u32>a < <u32>b); break;
      case 10: r = a + imm; break;
      case 11: r = a ^ imm; break;
      case 12: r = a | imm; break;
      case 13: r = a & imm; break;
      case 14: r = a << imm; break;
      case 15: r = <i32>(<u32>a >>> imm); break;
      case 16: r = a >> imm; break;
      case 17: r = i32(a < imm); break;
      case 18: r = i32(<u32>a < <u32>imm); break;
      case 19: r = imm; break;
      case 20: r = load<i32>(p, 8); break;
      case 21:
        address = a + imm;
        at = locateLoad(address, 0);
        if (!at) return stop(fault, p, steps, ts);
        r = load<i8>(at);
        break;
      case 22:
        address = a + imm;
        at = locateLoad(address, 1);
        if (!at) return stop(fault, p, steps, ts);
        r = load<i16>(at);
        break;
      case 23:
        address = a + imm;
        at = locateLoad(address, 3);
        if (!at) return stop(fault, p, steps, ts);
        r = load<i32>(at);
        break;
      case 24:
        address = a + imm;
        at = locateLoad(address, 0);
        if (!at) return stop(fault, p, steps, ts);
        r = load<u8>(at);
        break;
      case 25:
        address = a + imm;
        at = locateLoad(address, 1);
        if (!at) return stop(fault, p, steps, ts);
        r = load<u16>(at);
        break;
      case 26:
        address = a + imm;
        at = locateStore(address, 0);
        if (!at) return stop(fault, p, steps, ts);
        if (TRACE) {
          before = load<u32>(at & ~3);
          ptsm = accessMemory(at, address, ts + 2, SPACE_RAM);
        }
        store<u8>(at, b);
        break;
      case 27:
        address = a + imm;
        at = locateStore(address, 1);
        if (!at) return stop(fault, p, steps, ts);
        if (TRACE) {
          before = load<u32>(at & ~3);
          ptsm = accessMemory(at, address, ts + 2, SPACE_RAM);
        }
        store<u16>(at, b);
        break;
      case 28:
        address = a + imm;
        at = locateStore(address, 3);
        if (!at) return stop(fault, p, steps, ts);
        if (TRACE) {
          before = load<u32>(at);
          ptsm = accessMemory(at, address, ts + 2, SPACE_RAM);
        }
        store<i32>(at, b);
        break;
      case 29: if (a == b) after = load<u32>(p, 8); break;
      case 30: if (a != b) after = load<u32>(p, 8); break;
      case 31: if (a < b) after = load<u32>(p, 8); break;
      case 32: if (a >= b) after = load<u32>(p, 8); break;
      case 33: if (<u32>a < <u32>b) after = load<u32>(p, 8); break;
      case 34: if (<u32>a >= <u32>b) after = load<u32>(p, 8); break;
      case 35:
        r = load<i32>(p, 12) + 4;
        after = load<u32>(p, 8);
        break;
      case 36: {
        const target = <u32>(a + imm) & ~1;
        const offset = target - codeBase;
        r = load<i32>(p, 12) + 4;
        if ((offset & 3) || offset >= codeBytes) {
          misfit(BAD_TARGET, target);
          return stop(BAD_TARGET, p, steps, ts);
        }
        after = CODE + (offset << 2);
        break;
      }
      case 37: r = a * b; break;
      case 38: r = <i32>((<i64>a * <i64>b) >> 32); break;
      case 39: r = <i32>((<i64>a * <i64><u64><u32>b) >> 32); break;
      case 40: r = <i32>((<u64><u32>a * <u64><u32>b) >> 32); break;
      case 41: r = b == 0 ? -1 : b == -1 ? -a : a / b; break;
      case 42: r = b == 0 ? -1 : <i32>(<u32>a / <u32>b); break;
      case 43: r = b == 0 ? a : b == -1 ? 0 : a % b; break;
      case 44: r = b == 0 ? a : <i32>(<u32>a % <u32>b); break;
      case 45: break;
      case 46: return stop(ECALL, p, steps, ts);
      case 47: return stop(ILLEGAL, p, steps, ts);
      default:
        misfit(BAD_TARGET, 0);
        return stop(BAD_TARGET, p, steps, ts);
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
      store<u32>(q, (p - CODE) >>> 4);
      store<u32>(q, ts, 4);
      store<i32>(q, a, 8);
      store<i32>(q, b, 12);
      store<i32>(q, r, 16);
      if (rd != TRASH_OFFSET) {
        store<u32>(q, load<u32>(rd, REGISTERS), 20);
        store<u32>(q, accessRegister(rd, ts + 3), 32);
      } else {
        store<u32>(q, 0, 20);
        store<u32>(q, 0, 32);
      }
      store<u32>(q, pts1, 24);
      store<u32>(q, pts2, 28);
      store<u32>(q, address, 36);
      store<u32>(q, before, 40);
      store<u32>(q, memoryAfter, 44);
      store<u32>(q, ptsm, 48);
      store<u32>(q, load<u32>(after, 12), 52);
      store<u32>(q, space, 56);
      store<u32>(q, 0, 60);
      q += INSN_BYTES;
      ts += 4;
    }
    store<i32>(rd, r, REGISTERS);
    p = after;
    steps--;
  }
  return stop(LIMIT, p, 0, ts);
}

/** Executes up to `limit` instructions. Steps not used are in getLeft; the instruction that stopped it is not counted. */
export function run(limit: u32): u32 {
  return execute(false, limit);
}

/** As `run`, limit <= CHUNK, writing one record per instruction from INSN_RECORDS on; tick after tick. */
export function trace(limit: u32): u32 {
  return execute(true, limit);
}

/** Copies `count` <= STAGING_BYTES bytes from STAGING to the guest. Stops at a fault, with the bytes so far moved. */
export function copyIn(address: u32, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++) {
    const at = locateStore(address + i, 0);
    if (!at) return fault;
    store<u8>(at, load<u8>(STAGING + i));
  }
  return LIMIT;
}

/** Copies `count` <= STAGING_BYTES bytes from the guest to STAGING. */
export function copyOut(address: u32, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++) {
    const at = locateLoad(address + i, 0);
    if (!at) return fault;
    store<u8>(STAGING + i, load<u8>(at));
  }
  return LIMIT;
}

/**
 * The traced form of copyIn (isRead = 1) and copyOut (isRead = 0): `count` <= CHUNK bytes, one per tick, with a record
 * each from IO_RECORDS on. `remaining` counts the bytes left including the first; `cursor` is its public index.
 */
export function traceBytes(isRead: u32, address: u32, count: u32, remaining: u32, cursor: u32): u32 {
  let q = IO_RECORDS;
  for (let i: u32 = 0; i < count; i++) {
    const here = address + i;
    const at = isRead ? locateStore(here, 0) : locateLoad(here, 0);
    if (!at) return fault;
    const space = spaceOf(here);
    const word = at & ~3;
    store<u32>(q, now);
    store<u32>(q, here, 4);
    store<u32>(q, remaining - i, 8);
    store<u32>(q, isRead ? 0 : cursor + i, 12);
    store<u32>(q, isRead, 16);
    store<u32>(q, load<u32>(word), 24);
    store<u32>(q, accessMemory(at, here, now + 2, space), 32);
    if (isRead) store<u8>(at, load<u8>(STAGING + i));
    else store<u8>(STAGING + i, load<u8>(at));
    store<u32>(q, load<u8>(at), 20);
    store<u32>(q, load<u32>(word), 28);
    store<u32>(q, space, 36);
    store<u32>(q, 0, 40);
    store<u32>(q, 0, 44);
    q += IO_BYTES;
    now += 4;
  }
  return LIMIT;
}

@inline
function touched(space: u32, index: u32, value: u32, initial: u32, last: u32): void {
  const q = touchedEnd;
  store<u32>(q, space);
  store<u32>(q, index, 4);
  store<u32>(q, value, 8);
  store<u32>(q, initial, 12);
  store<u32>(q, last, 16);
  store<u32>(q, 0, 20);
  touchedEnd = q + TOUCHED_BYTES;
}

/** Writes the touched register cells from TOUCHED_RECORDS on; returns where they end. */
export function touchedRegisters(): u32 {
  touchedEnd = TOUCHED_RECORDS;
  for (let i: u32 = 0; i < REGISTER_CELLS; i++) {
    const last = load<u32>(REGISTER_TIMES + 4 * i);
    if (last) touched(SPACE_REG, i, load<u32>(REGISTERS + 4 * i), load<u32>(REGISTER_INITIAL + 4 * i), last);
  }
  return touchedEnd;
}

/** The next page number >= `page` that was touched and lies in `space`; END_PAGE if none. */
export function nextPage(page: u32, space: u32): u32 {
  for (; page < END_PAGE; page++) {
    const entry = load<u32>(PAGE_TABLE + (page << 2));
    if (entry && spaceOf(page << 12) == space) return page;
  }
  return END_PAGE;
}

/** As touchedRegisters, for the words of one page (at most 1024). */
export function touchedWords(page: u32): u32 {
  touchedEnd = TOUCHED_RECORDS;
  const space = spaceOf(page << 12);
  const data = load<u32>(PAGE_TABLE + (page << 2)) & ~(PAGE - 1);
  for (let offset: u32 = 0; offset < PAGE; offset += 4) {
    const last = load<u32>(data + TIMES + offset);
    if (last)
      touched(space, ((page << 12) + offset) >>> 2, load<u32>(data + offset), load<u32>(data + INITIAL + offset), last);
  }
  return touchedEnd;
}
