/** Accesses: the timestamp of each cell's last access, advance records, and at the end the list of touched cells. */
import {
  END_PAGE, INITIAL, PAGE, PAGE_SHIFT, PAGE_TABLE, ADVANCE_RECORDS, REGISTER_CELLS, REGISTER_INITIAL, REGISTER_TIMES, REGISTERS, TIMES,
  TOUCHED_RECORDS,
} from '../gen/emulatorMemory';
import { MAX_GAP, Advance, Space, Touched } from '../gen/records';
import { spaceOf } from './memory';

/** 4 * tick of the next instruction or io byte. */
let now: u32 = 0;
let advanceEnd: u32 = ADVANCE_RECORDS;
let touchedEnd: u32 = TOUCHED_RECORDS;

export function getNow(): u32 { return now; }
// @ts-ignore: decorator
@inline
export function setNow(ts: u32): void { now = ts; }
export function advanceTick(): void { now += 4; }
export function getAdvanceEnd(): u32 { return advanceEnd; }
export function clearAdvances(): void { advanceEnd = ADVANCE_RECORDS; }

/** Records an access at `ts` to the cell whose timestamp lies at `times` and returns the previous one, advanced if old. */
// @ts-ignore: decorator
@inline
function access(times: u32, initial: u32, ts: u32, space: u32, index: u32, value: u32): u32 {
  const last = load<u32>(times);
  store<u32>(times, ts);
  if (last == 0) {
    store<u32>(initial, ts - 1);
    return ts - 1;
  }
  if (ts - last <= MAX_GAP) return last;
  const q = advanceEnd;
  store<u32>(q, space, Advance.SPACE);
  store<u32>(q, index, Advance.INDEX);
  store<u32>(q, value, Advance.VALUE);
  store<u32>(q, last, Advance.FROM);
  store<u32>(q, ts - 1, Advance.TO);
  store<u32>(q, 0, Advance.UNUSED);
  advanceEnd = q + <u32>Advance.BYTES;
  return ts - 1;
}

/** `offset` is 4 * cell. */
// @ts-ignore: decorator
@inline
export function accessRegister(offset: u32, ts: u32): u32 {
  return access(
    REGISTER_TIMES + offset, REGISTER_INITIAL + offset, ts, Space.REG, offset >>> 2, load<u32>(REGISTERS + offset),
  );
}

/** `at` is where the accessed bytes lie. */
// @ts-ignore: decorator
@inline
export function accessMemory(at: u32, address: u32, ts: u32, space: u32): u32 {
  const word = at & ~3;
  return access(word + TIMES, word + INITIAL, ts, space, address >>> 2, load<u32>(word));
}

/** For the host's system calls: records the access (slot in [0, 4) of the current tick) and returns the previous timestamp. */
export function ecallAccess(cell: u32, slot: u32): u32 {
  return accessRegister(cell << 2, now + slot);
}

// @ts-ignore: decorator
@inline
function touched(space: u32, index: u32, value: u32, initial: u32, last: u32): void {
  const q = touchedEnd;
  store<u32>(q, space, Touched.SPACE);
  store<u32>(q, index, Touched.INDEX);
  store<u32>(q, value, Touched.FINAL);
  store<u32>(q, initial, Touched.TS_INIT);
  store<u32>(q, last, Touched.TS_FINAL);
  store<u32>(q, 0, Touched.UNUSED);
  touchedEnd = q + <u32>Touched.BYTES;
}

/** Writes the touched register cells from TOUCHED_RECORDS on; returns where they end. */
export function touchedRegisters(): u32 {
  touchedEnd = TOUCHED_RECORDS;
  for (let i: u32 = 0; i < REGISTER_CELLS; i++) {
    const last = load<u32>(REGISTER_TIMES + 4 * i);
    if (last) touched(Space.REG, i, load<u32>(REGISTERS + 4 * i), load<u32>(REGISTER_INITIAL + 4 * i), last);
  }
  return touchedEnd;
}

/** The next page number >= `page` that was touched and lies in `space`; END_PAGE if none. */
export function nextPage(page: u32, space: u32): u32 {
  for (; page < END_PAGE; page++) {
    const entry = load<u32>(PAGE_TABLE + (page << 2));
    if (entry && spaceOf(page << PAGE_SHIFT) == space) return page;
  }
  return END_PAGE;
}

/** Writes the touched words of one page (at most 1024), in the form of touchedRegisters. */
export function touchedWords(page: u32): u32 {
  touchedEnd = TOUCHED_RECORDS;
  const space = spaceOf(page << PAGE_SHIFT);
  const data = load<u32>(PAGE_TABLE + (page << 2)) & ~(PAGE - 1);
  for (let offset: u32 = 0; offset < PAGE; offset += 4) {
    const last = load<u32>(data + TIMES + offset);
    if (last)
      touched(space, ((page << PAGE_SHIFT) + offset) >>> 2, load<u32>(data + offset), load<u32>(data + INITIAL + offset), last);
  }
  return touchedEnd;
}
