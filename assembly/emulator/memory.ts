/** Guest memory: pages by a page table, allocated when they are first touched. */
import { END_PAGE, FIRST_PAGE, PAGE, PAGE_SHIFT, PAGE_TABLE, Stop } from '../gen/emulatorMemory';
import { Space } from '../gen/records';

const WASM_PAGE: u32 = 0x1_0000;

/** Reason of the last trap and the address concerned. */
let fault: u32 = 0;
let faultAddress: u32 = 0;
let freePage: u32 = 0;
let pageBytes: u32 = PAGE;

export function getFaultAddress(): u32 { return faultAddress; }
// @ts-ignore: decorator
@inline
export function getFault(): u32 { return fault; }

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

/** Reserves everything below `end`. Pages come after it. */
export function reservePages(end: u32, tracing: bool): bool {
  freePage = (end + (PAGE - 1)) & ~(PAGE - 1);
  pageBytes = tracing ? 3 * PAGE : PAGE;
  return reserve(freePage);
}

/** The page-table entry of a guest address. */
// @ts-ignore: decorator
@inline
function entryOf(address: u32): u32 {
  return load<u32>((address >>> PAGE_SHIFT) << 2, PAGE_TABLE);
}
/** Where the byte at `address` lies in the page of an entry. */
// @ts-ignore: decorator
@inline
function placeIn(entry: u32, address: u32): u32 {
  return (entry & ~(PAGE - 1)) + (address & (PAGE - 1));
}

/** The page of a guest address, allocated if need be; 0 with `fault` set where there is none. */
function allocate(address: u32, readOnly: u32): u32 {
  const number = address >>> PAGE_SHIFT;
  if (number < FIRST_PAGE || number >= END_PAGE) {
    fault = Stop.OUTSIDE;
    return 0;
  }
  const entry = load<u32>(PAGE_TABLE + (number << 2));
  if (entry) return entry;
  const page = freePage;
  if (page + pageBytes < page || !reserve(page + pageBytes)) {
    fault = Stop.OUT_OF_MEMORY;
    return 0;
  }
  freePage = page + pageBytes;
  store<u32>(PAGE_TABLE + (number << 2), page | readOnly);
  return page | readOnly;
}

/** For the host, to place the image: where the byte at `address` lies in this memory, 0 if it cannot. */
export function hostAddress(address: u32, readOnly: u32): u32 {
  const entry = allocate(address, readOnly);
  return entry ? placeIn(entry, address) : 0;
}

/** The same as hostAddress without allocating: 0 if the page was never touched. */
export function peekAddress(address: u32): u32 {
  const entry = entryOf(address);
  return entry ? placeIn(entry, address) : 0;
}

// @ts-ignore: decorator
@inline
export function misfit(reason: u32, address: u32): u32 {
  fault = reason;
  faultAddress = address;
  return 0;
}

/** Address of the data of a load of `mask + 1` bytes; 0 with `fault` set if the load traps. */
// @ts-ignore: decorator
@inline
export function locateLoad(address: u32, mask: u32): u32 {
  if (address & mask) return misfit(Stop.MISALIGNED, address);
  let entry = entryOf(address);
  if (!entry) {
    faultAddress = address;
    entry = allocate(address, 0);
    if (!entry) return 0;
  }
  return placeIn(entry, address);
}

// @ts-ignore: decorator
@inline
export function locateStore(address: u32, mask: u32): u32 {
  if (address & mask) return misfit(Stop.MISALIGNED, address);
  let entry = entryOf(address);
  if (!entry) {
    faultAddress = address;
    entry = allocate(address, 0);
    if (!entry) return 0;
  }
  if (entry & 1) return misfit(Stop.READ_ONLY, address);
  return entry + (address & (PAGE - 1));
}

// @ts-ignore: decorator
@inline
export function spaceOf(address: u32): u32 {
  return Space.RAM + (entryOf(address) & 1) * (Space.ROM - Space.RAM);
}
