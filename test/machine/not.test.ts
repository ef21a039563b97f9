/** A machine with a chip of a test's own for an instruction: proved, and lied about. */
import { expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { defineMachine } from '../../src/machine/machine.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { assertMachine } from '../../src/machine/validate.ts';
import { trace } from '../../src/vm/execute.ts';
import { forge, recounted, rowsOf, rowWhere, verdictOf, withCells } from '../soundness/forge.ts';
import { isRefused } from '../soundness/victim.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { rng } from '../support/rng.ts';
import { findTrace, freeColumns, programOf, witnessOfRecord } from './machineHarness.ts';
import { notMachine } from './not.ts';

const [T0, T1, S0] = [5, 6, 8];
const WORD = 0x1234_8765;
const program = programOf(
  [
    ...li(S0, DATA_ADDRESS),
    ...li(T0, WORD),
    encode(Op.XORI, { rd: T1, rs1: T0, imm: -1 }),
    encode(Op.XORI, { rd: T0, rs1: T0, imm: -1 }),
    encode(Op.XORI, { rd: T0, rs1: T0, imm: -2 }),
    encode(Op.XORI, { rd: 0, rs1: T0, imm: -1 }),
    encode(Op.SW, { rs1: S0, rs2: T1, imm: 0 }),
    encode(Op.SW, { rs1: S0, rs2: T0, imm: 4 }),
    ...systemCall(64, 3, DATA_ADDRESS, 8),
    ...exit(0),
  ],
  new Uint8Array(8),
);
const publicValues = new Uint8Array(Uint32Array.of(~WORD, WORD ^ 1).buffer);
const witness = recounted(witnessOfRecord(program, trace(program, { calls: notMachine.calls }), { tables: 'small' }, notMachine));

it('proves with the chip what others prove without it', async () => {
  assertMachine(notMachine);
  expect(rowsOf(witness, 'not')).toHaveLength(2);
  const vm = createPellucid({ machine: notMachine });
  const provingKey = setupMachine(vm, { preset: 'insecure-test' });
  const { proof } = await prove(vm, { program, provingKey });
  const verdict = verify({ verifyingKey: provingKey.verifyingKey, proof, minBits: 0, anyProgram: true });
  expect(verdict).toMatchObject({ valid: true, publicValues });
});

it('binds every column of a live row', () => {
  const random = rng(4);
  for (const row of [0, 1]) expect(freeColumns(findTrace(witness, 'not'), row, () => random.felt())).toEqual([]);
});

it('cannot be proved with another result', async () => {
  expect(verdictOf((await forge(witness)).proof, { publicValues }, notMachine)).toMatchObject({ valid: true });
  const row = rowWhere(witness, 'not', (cells) => cells.rd === T1);
  const b = rowsOf(witness, 'not')[row]['b[1]'];
  await isRefused(withCells(witness, 'not', row, { 'b[1]': b - 1 }), /^memory\(0, 0, [56], /);
});

it('is refused where a sibling accepts the instruction too', () => {
  const [not] = notMachine.instructionChips.slice(-1);
  const machine = defineMachine({ ...rv32im, instructionChips: [...rv32im.instructionChips, not] });
  expect(() => assertMachine(machine)).toThrow(/is accepted by bitwise-immediate and not: one chip must refuse it/);
});
