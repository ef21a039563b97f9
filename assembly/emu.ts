/**
 * The RV32IM interpreter: a pre-decoded program, a page table and the registers, all in this module's own memory
 * (src/vm/emulatorMemory.ts). Two loops come from one body: `run` only executes; `trace` also writes the records of src/vm/record.ts. Both
 * return to the host at an ECALL, at a trap, or when the step limit is used up; the host (src/vm/emulator.ts) performs the system call.
 * The reference twin is src/vm/reference.ts.
 */
export {
  advanceTick, clearAdvances, ecallAccess, getNow, getAdvanceEnd, nextPage, touchedRegisters, touchedWords,
} from './emulator/accesses';
export { accessWord, copyIn, copyOut, getFault, locateWord, spaceOf, traceBytes } from './emulator/bytes';
export { getLeft, getNext, run, setup, skipEcall, start, trace } from './emulator/execute';
export { getFaultAddress, hostAddress, peekAddress } from './emulator/memory';
