/** A machine with a lookup table of a test's own: run, proved, and lied about in complete proofs. */
import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { P } from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { trace } from '../../src/vm/execute.ts';
import { traceReference } from '../../src/vm/reference.ts';
import { type Cells, forge, keyOf, recounted, rowsOf, rowWhere, verdictOf, withCells, withRows } from '../soundness/forge.ts';
import { isRefused, NO_PROOF, refused } from '../soundness/victim.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { programOf, violations, type Witness, witnessOfRecord } from './machineHarness.ts';
import { ONES, onesMachine, onesTable } from './ones.ts';

const [A0, S0] = [10, 8];
const WORDS = [0, 0xffff_ffff, 0x8000_0105];
/** Of a last call, whose result the program overwrites. */
const LAST = 0x0203_0105;
const program = programOf(
  [
    ...li(S0, DATA_ADDRESS),
    ...WORDS.flatMap((word, i) => [...systemCall(ONES, word, 7, 9), encode(Op.SB, { rs1: S0, rs2: A0, imm: i })]),
    ...systemCall(64, 3, DATA_ADDRESS, 3),
    ...systemCall(ONES, LAST, 7, 9),
    ...exit(0),
  ],
  new Uint8Array(4),
);
const { calls } = onesMachine;
const record = trace(program, { calls });
const counted = Uint8Array.of(0, 32, 4);

describe('the machine with the table', () => {
  it('counts, in emulator and reference alike', () => {
    expect(record.publicValues).toEqual(counted);
    expect(traceReference(program, { calls })).toEqual(record);
  });

  it('has the bus of the table after the others', () => {
    expect(onesMachine.buses.map(({ id }) => id)).toEqual([...onesMachine.buses.keys()]);
    expect(onesMachine.buses.at(-1)).toBe(onesTable.bus);
  });

  it('proves, though a known root is that of its group without the table', async () => {
    const vm = createPellucid({ machine: onesMachine });
    const provingKey = setupMachine(vm, { preset: 'insecure-test' });
    const { proof, chips } = await prove(vm, { program, provingKey });
    expect(chips.map(({ name }) => name)).toContain('ones-of-bytes');
    const verdict = verify({ verifyingKey: provingKey.verifyingKey, proof, minBits: 0, anyProgram: true });
    expect(verdict).toMatchObject({ valid: true, publicValues: counted });
  });
});

const truth = recounted(witnessOfRecord(program, record, { tables: 'small' }, onesMachine));
const call = rowWhere(truth, 'ones', (row) => row['bytes[3]'] === 2);
/** The instruction that overwrites the result: a0 := 0 before exit. */
const overwrite = rowWhere(truth, 'addi', (row) => row.rd === A0 && row['prev[0]'] === 6 && row['a[0]'] === 0);

/** The last call finds other bytes or ones in its argument. What overwrites its result agrees. */
const withCall = (set: Cells, result: number): Witness =>
  withCells(withCells(truth, 'ones', call, set), 'addi', overwrite, { 'prev[0]': result });

/** Other counts of the table, by row. Nothing else differs. */
const withCounts = (changes: Readonly<Record<number, number>>): Witness => {
  const rows = rowsOf(truth, 'ones-of-bytes');
  return withRows(
    truth,
    'ones-of-bytes',
    rows.map(({ count }, row) => ({ count: (P + count + (changes[row] ?? 0)) % P })),
  );
};
const isRefusedAsItIs = async (lie: Witness, breaks: RegExp): Promise<void> => {
  const found = violations(lie);
  expect(found).not.toEqual([]);
  for (const violation of found) expect(violation).toMatch(breaks);
  refused(verdictOf((await forge(lie)).proof, {}, onesMachine), NO_PROOF);
};

describe('complete proofs', () => {
  it('of the truth are accepted', async () => {
    expect(violations(truth)).toEqual([]);
    expect(verdictOf((await forge(truth)).proof, { publicValues: counted }, onesMachine)).toMatchObject({ valid: true });
  });

  it('of an entry that is not in the table are refused: a byte has other ones', async () => {
    await isRefused(withCall({ 'ones[0]': 3 }, 7), /^ones\(5, 3\) /);
  });

  it('of a key outside of the table are refused: a limb is no two bytes', async () => {
    // 0x0105 = 0x105 + 256 * 0 = -251 + 256 * 2.
    await isRefused(withCall({ 'bytes[0]': 0x105, 'bytes[1]': 0, 'ones[0]': 0, 'ones[1]': 0 }, 3), /^ones\(261, 0\) /);
    await isRefused(withCall({ 'bytes[0]': P - 251, 'bytes[1]': 2 }, 6), /^ones\(2013265670, 2\) /);
  });

  it('with other multiplicities are refused', async () => {
    const entry = 5;
    await isRefusedAsItIs(withCounts({ [entry]: 1 }), /^ones\(5, 2\) -1$/);
    await isRefusedAsItIs(withCounts({ [entry]: -1 }), /^ones\(5, 2\) \+1$/);
    await isRefusedAsItIs(withCounts({ [entry]: -1, 6: 1 }), /^ones\([56], 2\) [+-]1$/);
    // An entry that is provided as often as another is looked up that the table lacks.
    const lie = withCall({ 'ones[0]': 3 }, 7);
    await isRefusedAsItIs(lie, /^ones\(5, [23]\) /);
    // The signs exchanged: each lookup would be provided as often as it is provided now.
    const all = Object.fromEntries(rowsOf(truth, 'ones-of-bytes').map(({ count }, row) => [row, -2 * count]));
    await isRefusedAsItIs(withCounts(all), /^ones\(\d+, \d\) \+\d+$/);
  });

  it('of another table are refused: only the root in the key says that it is another', async () => {
    const { tables } = keyOf(undefined, onesMachine);
    const values = tables['ones-of-bytes'].values.slice();
    values[2 * 3 + 1] = 9;
    const lie = withCall({ 'ones[2]': 9 }, 13);
    const under = { ...lie, traces: lie.traces.map((t) => (t.chip === onesTable.chip ? { ...t, preprocessed: values } : t)) };
    expect(violations(lie)).toHaveLength(2);
    expect(violations(under)).toEqual([]);
    const { proof } = await forge(under, { tables: { ...tables, 'ones-of-bytes': { ...tables['ones-of-bytes'], values } } });
    refused(verdictOf(proof, {}, onesMachine), /^the rows opened in the preprocessed 2 tree do not lead to its root$/);
  });
});
