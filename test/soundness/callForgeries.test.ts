/** What `write` and `read` return, and which descriptors are open: complete proofs of other answers are refused, each by one rule. */
import { describe, expect, it } from 'vitest';
import { writeCall } from '../../src/chips/system/write.ts';
import { EBADF_RESULT } from '../../src/isa/syscalls.ts';
import type { CallHost } from '../../src/vm/call.ts';
import type { Program } from '../../src/vm/program.ts';
import { REG_INPUT_ENDED, REG_PUBLIC_CURSOR, Space } from '../../src/vm/record.ts';
import { programOf, violations, type Witness, witnessOfRecord } from '../machine/machineHarness.ts';
import { DATA } from '../machine/samplePrograms.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { exit, systemCall } from '../support/programAssembler.ts';
import { Syscall, traceReference } from '../support/run.ts';
import { forge, recounted, verdictOf, withCells } from './forge.ts';
import { traceWith, withResult } from './lyingHost.ts';
import { isRefused, withFinal, word } from './victim.ts';

const calling = (call: number, fd: number, size: number): Program =>
  programOf([...systemCall(call, fd, DATA_ADDRESS, size), ...exit(0)], DATA);

/** The first call returns `result`, and the guest goes on with it. */
const returning = (program: Program, result: number): Witness =>
  witnessOfRecord(program, withResult(program, traceReference(program), 0, result), { tables: 'small' });

const LOW = 1;
const HIGH = 0x1_0000;

describe('the result of write', () => {
  it.each([
    ['the console', 1, 5],
    ['the console, of errors', 2, 0x2_0005],
    ['the public values', 3, 5],
    ['the public values, of nothing', 3, 0],
  ])('to %s is the size, both limbs', async (_, fd, size) => {
    const program = calling(Syscall.WRITE, fd, size);
    expect(violations(returning(program, size))).toEqual([]);
    await isRefused(returning(program, size + LOW), /write\[0\] limb 0 of the result is that of size if fd is open/);
    await isRefused(returning(program, size + HIGH), /write\[0\] limb 1 of the result is that of size if fd is open/);
    await isRefused(returning(program, EBADF_RESULT), /write\[0\] limb \d of the result is that of size if fd is open/);
  });

  it.each([0, 4, 0x1_0001, 0x2_0000, 0xffff_ffff])('to descriptor %i is -9, both limbs', async (fd) => {
    const program = calling(Syscall.WRITE, fd | 0, 5);
    expect(violations(returning(program, EBADF_RESULT))).toEqual([]);
    await isRefused(returning(program, EBADF_RESULT - LOW), /write\[0\] limb 0 of the result is that of -9 if fd is not open/);
    await isRefused(returning(program, EBADF_RESULT - HIGH), /write\[0\] limb 1 of the result is that of -9 if fd is not open/);
    await isRefused(returning(program, 5), /write\[0\] limb \d of the result is that of -9 if fd is not open/);
  });
});

describe('a descriptor of write', () => {
  it.each([
    [1, 2],
    [2, 2],
  ])('%i is open', async (fd) => {
    const bad = withCells(returning(calling(Syscall.WRITE, fd, 5), EBADF_RESULT), 'write', 0, { isConsole: 0, isBad: 1 });
    await isRefused(bad, /write\[0\] fd is not 1, 2 or 3 if it is not open/);
  });

  it('3 is open', async () => {
    // Of nothing, so that no bytes have to move; the cursor is not asked.
    const honest = returning(calling(Syscall.WRITE, 3, 0), EBADF_RESULT);
    const q = 2;
    const bad = withCells(honest, 'write', 0, { isPublic: 0, isBad: 1, q, ptss: 0 });
    await isRefused(withFinal(bad, Space.REG, REG_PUBLIC_CURSOR, { tsInit: 0, tsFinal: 0 }), /fd is not 1, 2 or 3 if it is not open/);
  });

  it.each([0, 4, 0x1_0001, 0x1_0002, 0x1_0000])('%i is not the console', async (fd) => {
    const witness = withCells(returning(calling(Syscall.WRITE, fd, 5), 5), 'write', 0, {
      isBad: 0,
      isConsole: 1,
      q: 0,
      'inv[0]': 0,
      'inv[1]': 0,
    });
    await isRefused(witness, /the console is fd 1 or 2|the upper limb of an open fd is 0/);
  });

  it.each([0, 4, 0x1_0003])('%i is not the public values', async (fd) => {
    const bad = returning(calling(Syscall.WRITE, fd, 0), 0);
    const set = { isBad: 0, isPublic: 1, q: 0, 'inv[0]': 0, 'inv[1]': 0, ptss: 3 };
    const open = withFinal(withCells(bad, 'write', 0, set), Space.REG, REG_PUBLIC_CURSOR, { tsInit: 3, tsFinal: callTime(bad, 'write') });
    await isRefused(open, /the public values are fd 3|the upper limb of an open fd is 0/);
  });
});

describe('the bytes of write', () => {
  it('to the public values are as many as its size: none can be left out', async () => {
    const program = calling(Syscall.WRITE, 3, 5);
    for (const moved of [0, 4]) {
      // The host publishes fewer, and says that it was all.
      const execute = (host: CallHost): number => {
        const [, buffer, size] = host.argument;
        host.remember(host.remembered() + size);
        host.publish(buffer, moved);
        return size;
      };
      const record = traceWith(program, { ...writeCall, execute });
      expect(record.publicValues.length).toBe(moved);
      const told = witnessOfRecord(program, record, { tables: 'small' });
      await isRefused(withCells(told, 'write', 0, { moved }), /write\[0\] size bytes move to the public values/);
      await isRefused(told, /^(io|exec)\(/);
    }
  });

  it('to the public values are no more than its size, though the cursor agrees', async () => {
    const program = calling(Syscall.WRITE, 3, 2);
    const execute = (host: CallHost): number => {
      const [, buffer, size] = host.argument;
      host.remember(host.remembered() + size);
      host.publish(buffer, 3);
      return size;
    };
    const told = witnessOfRecord(program, traceWith(program, { ...writeCall, execute }), { tables: 'small' });
    await isRefused(withCells(told, 'write', 0, { moved: 3 }), /write\[0\] size bytes move to the public values/);
  });

  it('to the console take no time', async () => {
    const program = calling(Syscall.WRITE, 1, 5);
    const execute = (host: CallHost): number => {
      host.nextTick();
      return host.argument[2];
    };
    const told = witnessOfRecord(program, traceWith(program, { ...writeCall, execute }), { tables: 'small' });
    await isRefused(told, /^exec\(/);
    await isRefused(withCells(told, 'write', 0, { moved: 1 }), /write\[0\] size bytes move to the public values/);
  });

  it('move the cursor by the size', async () => {
    const program = programOf(
      [...systemCall(Syscall.WRITE, 3, DATA_ADDRESS, 3), ...systemCall(Syscall.WRITE, 3, DATA_ADDRESS + 8, 3), ...exit(0)],
      DATA,
    );
    // The host forgets how far it was.
    const execute = (host: CallHost): number => {
      const [, buffer, size] = host.argument;
      host.remember(0);
      host.publish(buffer, size);
      return size;
    };
    const told = witnessOfRecord(program, traceWith(program, { ...writeCall, execute }), { tables: 'small' });
    await isRefused(told, /^(memory|io|public)\(/);
  });
});

const callTime = (witness: Witness, chip: string): number => {
  const trace = witness.traces.find((t) => t.chip.name === chip);
  if (trace === undefined) throw new Error(`${chip} is absent`);
  return trace.main[trace.chip.columnNames.indexOf('ts')];
};

describe('the result of read', () => {
  it.each([1, 3, 0x1_0000, 0xffff_ffff])('from descriptor %i is -9, both limbs', async (fd) => {
    const program = calling(Syscall.READ, fd | 0, 5);
    expect(violations(returning(program, EBADF_RESULT))).toEqual([]);
    await isRefused(returning(program, EBADF_RESULT - LOW), /read\[0\] limb 0 of the result is that of -9 if fd is not open|^exec\(/);
    await isRefused(returning(program, EBADF_RESULT - HIGH), /read\[0\] limb 1 of the result is that of -9 if fd is not open|^exec\(/);
  });

  it('from descriptor 0 is not -9', async () => {
    const program = calling(Syscall.READ, 0, 0);
    // What the next instruction finds in a0, and what the call says.
    const { ecalls } = traceReference(program);
    const honest = witnessOfRecord(
      program,
      { ...withResult(program, traceReference(program), 0, EBADF_RESULT), ecalls },
      { tables: 'small' },
    );
    const bad = withCells(honest, 'read', 0, { ...word(EBADF_RESULT, 'result'), isFull: 0, isBad: 1, ptss: 0 });
    await isRefused(withFinal(bad, Space.REG, REG_INPUT_ENDED, { tsInit: 0, tsFinal: 0 }), /an fd that is not open is not 0/);
  });

  it.each([1, 3, 0x1_0000])('from descriptor %i is not of the input', async (fd) => {
    const bad = returning(calling(Syscall.READ, fd, 0), 0);
    const full = withCells(bad, 'read', 0, { isBad: 0, isFull: 1, inv: 0, ptss: 3 });
    await isRefused(withFinal(full, Space.REG, REG_INPUT_ENDED, { tsInit: 3, tsFinal: callTime(bad, 'read') }), /of the input's fd is 0/);
  });
});

it('the same programs, told as they are, are proved', async () => {
  for (const [call, fd] of [
    [Syscall.WRITE, 1],
    [Syscall.WRITE, 4],
    [Syscall.READ, 3],
  ]) {
    const witness = returning(calling(call, fd, 5), call === Syscall.WRITE && fd === 1 ? 5 : EBADF_RESULT);
    expect(verdictOf((await forge(recounted(witness))).proof).reason).toBe(undefined);
  }
});
