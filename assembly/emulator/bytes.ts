/** Copies the bytes of system calls between STAGING, where the host puts or takes them, and the guest. */
import { IO_RECORDS, STAGING, Stop } from '../gen/emulatorMemory';
import { Io } from '../gen/records';
import { accessMemory, advanceTick, getNow } from './accesses';
import { getFault, locateLoad, locateStore, spaceOf } from './memory';

/** For the host's system calls: where the word at `address` lies; 0 with the fault set if the access traps. */
export function locateWord(address: u32, isWrite: u32): u32 {
  return isWrite ? locateStore(address, 3) : locateLoad(address, 3);
}

/** Records an access to the word at `at` in slot 2 of the current tick, and returns the previous timestamp. */
export function accessWord(at: u32, address: u32): u32 {
  return accessMemory(at, address, getNow() + 2, spaceOf(address));
}

export { getFault, spaceOf };

/** Copies `count` <= STAGING_BYTES bytes from STAGING to the guest. Stops at a fault, with the bytes so far moved. */
export function copyIn(address: u32, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++) {
    const at = locateStore(address + i, 0);
    if (!at) return getFault();
    store<u8>(at, load<u8>(STAGING + i));
  }
  return Stop.LIMIT;
}

/** Copies `count` <= STAGING_BYTES bytes from the guest to STAGING. */
export function copyOut(address: u32, count: u32): u32 {
  for (let i: u32 = 0; i < count; i++) {
    const at = locateLoad(address + i, 0);
    if (!at) return getFault();
    store<u8>(STAGING + i, load<u8>(at));
  }
  return Stop.LIMIT;
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
    if (!at) return getFault();
    const space = spaceOf(here);
    const word = at & ~3;
    store<u32>(q, getNow(), Io.TS);
    store<u32>(q, here, Io.ADDRESS);
    store<u32>(q, remaining - i, Io.LEFT);
    store<u32>(q, isRead ? 0 : cursor + i, Io.CURSOR);
    store<u32>(q, isRead, Io.IS_READ);
    store<u32>(q, load<u32>(word), Io.MEM_PREV);
    store<u32>(q, accessMemory(at, here, getNow() + 2, space), Io.PTS);
    if (isRead) store<u8>(at, load<u8>(STAGING + i));
    else store<u8>(STAGING + i, load<u8>(at));
    store<u32>(q, load<u8>(at), Io.BYTE);
    store<u32>(q, load<u32>(word), Io.MEM_NEW);
    store<u32>(q, space, Io.SPACE);
    store<u32>(q, 0, Io.UNUSED);
    store<u32>(q, 0, Io.UNUSED + 4);
    q += <u32>Io.BYTES;
    advanceTick();
  }
  return Stop.LIMIT;
}
