/** A machine of a test's own with other bus numbers and another boundary: keyed, proved, verified and lied about by the code of any machine. */
import { describe, expect, it } from 'vitest';
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { columnOffsets } from '../../src/air/columns.ts';
import { checkConstraints } from '../../src/api/check.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine, setupProgram } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { execBus, haltBus, publicBus, rangeBus, zeroChainBus } from '../../src/chips/shared/buses.ts';
import { putU32 } from '../../src/chips/shared/limbs.ts';
import { word32 } from '../../src/chips/shared/word.ts';
import { type CallChip, readNumber, replaceA0, startCall } from '../../src/chips/system/ecall.ts';
import { exitCall } from '../../src/chips/system/exit.ts';
import { decodeContainer, encodeContainer } from '../../src/core/container.ts';
import { decodeProof, encodeProof } from '../../src/keys/proof.ts';
import { decodeVerifyingKey, encodeVerifyingKey } from '../../src/keys/verifyingKey.ts';
import { type BoundaryDefinition, statementLists } from '../../src/machine/boundary.ts';
import { defineMachine, type MachineDefinition } from '../../src/machine/machine.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { boundaryMessages } from '../../src/stark/boundary.ts';
import { Ecall } from '../../src/vm/record.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { exit, systemCall } from '../support/programAssembler.ts';
import { programOf } from './machineHarness.ts';

/** The end of a run: a mark of this machine, the exit code, and the address of the instruction that ended it. */
const endBus = defineBus(77, 'end', 'permutation', ['mark', 'hi', 'lo']);
const MARK = 1234;

const columns = { pc: 'felt', ts: 'felt', pts7: 'felt', pts0: 'felt', code: word32.columns, isReal: 'bool' } as const;
const c = columnOffsets(columns);
const endChip: CallChip = {
  chip: defineChip({
    name: 'end',
    columns,
    constrain(b, { pc, ts, pts7, pts0, code, isReal: on }) {
      startCall(b, pc, ts, on);
      readNumber(b, exitCall.number, { previous: pts7, ts, on });
      replaceA0(b, code, code, { previous: pts0, ts, on });
      b.send(endBus, { mark: MARK, hi: code[1], lo: code[0] }, on);
    },
  }),
  fill(row, record) {
    row.set(c.pc, record.insn.pc);
    row.set(c.ts, record.get(Ecall.TS));
    row.set(c.pts7, record.get(Ecall.PTS7));
    row.set(c.pts0, record.get(Ecall.PTS0));
    putU32(row, c.code, record.get(Ecall.A0));
    row.set(c.isReal, 1);
  },
};

const end: BoundaryDefinition = { bus: endBus, multiplicity: -1, each: 'run', fields: [MARK, 'exitHigh', 'exitLow'] };
const toy = defineMachine({
  ...rv32im,
  name: 'toy',
  buses: [endBus, ...rv32im.buses.filter((bus) => bus !== haltBus).reverse()],
  boundary: [end, ...rv32im.boundary.filter(({ bus }) => bus !== haltBus)],
  calls: rv32im.calls.map((call) => (call === exitCall ? { ...exitCall, chips: [endChip] } : call)),
});

const program = programOf([...systemCall(64, 3, DATA_ADDRESS, 3), ...exit(0)], Uint8Array.of(5, 6, 7, 0));
const vm = createPellucid({ machine: toy });

it('has messages by the names of values, one for each entry of a list', () => {
  const lists = statementLists({ entry: 0x1000, gaps: [{ start: 8, end: 9 }] }, { exitCode: 0x2_0003, publicValues: Uint8Array.of(5, 6) });
  const rules = rv32im.boundary.map((rule) => ({ ...rule, bus: rule.bus.id }));
  expect(boundaryMessages(rules, lists)).toEqual([
    { bus: 0, fields: [0x1000, 4], multiplicity: 1 },
    { bus: 8, fields: [3, 2], multiplicity: -1 },
    { bus: 9, fields: [8], multiplicity: 1 },
    { bus: 9, fields: [9], multiplicity: -1 },
    { bus: 7, fields: [0, 5], multiplicity: -1 },
    { bus: 7, fields: [1, 6], multiplicity: -1 },
  ]);
});

it('is keyed with the numbers of its own list, proved and verified', async () => {
  expect(checkConstraints({ program, machine: toy })).toMatchObject({ ok: true, failures: [] });
  const provingKey = setupMachine(vm, { preset: 'insecure-test' });
  const { busNames, boundary, chips } = provingKey.verifyingKey;
  expect(busNames[0]).toBe('end');
  expect(busNames.indexOf('exec')).not.toBe(execBus.id);
  expect(boundary[0]).toEqual({ bus: 0, multiplicity: -1, each: 'run', fields: [MARK, 'exitHigh', 'exitLow'] });
  const used = chips.find(({ name }) => name === 'add')?.program.interactions.map(({ bus }) => busNames[bus]);
  expect([...new Set(used)].sort()).toEqual(['exec', 'memory', 'program', 'range']);

  const { programCommitment } = setupProgram(vm, { provingKey, program });
  const { proof } = await prove(vm, { program, provingKey });
  // A verifier has the key's file only.
  const verifyingKey = decodeVerifyingKey(encodeVerifyingKey(provingKey.verifyingKey));
  expect(verifyingKey).toEqual(provingKey.verifyingKey);
  const verdict = verify({ verifyingKey, proof, programCommitment, minBits: 0 });
  expect(verdict).toMatchObject({ valid: true, publicValues: Uint8Array.of(5, 6, 7) });

  const usual = setupMachine(createPellucid(), { preset: 'insecure-test' }).verifyingKey;
  expect(verify({ verifyingKey: usual, proof, programCommitment, minBits: 0 }).valid).toBe(false);
});

it('refuses another outcome than the one that its boundary binds', async () => {
  const provingKey = setupMachine(vm, { preset: 'insecure-test' });
  const { verifyingKey } = provingKey;
  const { proof } = await prove(vm, { program, provingKey });
  const decoded = decodeProof(proof);
  if (!decoded.ok) throw new Error(decoded.reason);
  const { statement, stark } = decoded.value;
  const verdict = (change: Partial<typeof statement>, rest: Partial<typeof verifyingKey> = {}): string | undefined => {
    const lie = encodeProof(verifyingKey.config, { ...statement, ...change }, stark);
    return verify({ verifyingKey: { ...verifyingKey, ...rest }, proof: lie, anyProgram: true, minBits: 0 }).reason;
  };
  expect(verdict({})).toBeUndefined();
  expect(verdict({ publicValues: Uint8Array.of(5, 6, 8) })).toBeDefined();
  expect(verdict({ program: { ...statement.program, entry: statement.program.entry + 4 } })).toBeDefined();
  expect(verdict({ program: { ...statement.program, logHeights: [...statement.program.logHeights].reverse() } })).toBeDefined();
  // The same proof under a boundary that says something else.
  for (const rule of verifyingKey.boundary.keys()) {
    const without = verifyingKey.boundary.filter((_, i) => i !== rule);
    expect(verdict({}, { boundary: without })).toMatch(/do not hold/);
  }
});

describe('key generation refuses', () => {
  const refusal = (change: Partial<MachineDefinition>): string => {
    try {
      setupMachine(createPellucid({ machine: defineMachine({ ...toy, ...change }) }), { preset: 'insecure-test' });
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return `${code}: ${message}`;
    }
    return 'accepted';
  };
  it('a bus that the machine has not, and one that is there twice', () => {
    expect(refusal({})).toBe('accepted');
    const without = toy.buses.filter((bus) => bus !== zeroChainBus);
    expect(refusal({ buses: without })).toBe("bus-unknown: chip zero-memory uses bus 9, which is not the machine's");
    expect(refusal({ boundary: [...toy.boundary, { ...end, bus: haltBus }] })).toBe(
      "bus-unknown: the boundary uses bus 8, which is not the machine's",
    );
    expect(refusal({ buses: [...toy.buses, { ...zeroChainBus }] })).toMatch(/^bus-twice/);
  });
  it('messages of the boundary that are not of their bus, or on a bus of lookups', () => {
    expect(refusal({ boundary: [...toy.boundary, { ...end, fields: [MARK, 'exitHigh'] }] })).toMatch(
      /^message-length: a message of the boundary/,
    );
    expect(refusal({ boundary: [...toy.boundary, { ...end, bus: rangeBus, fields: [0, 0] }] })).toMatch(/^boundary-lookup/);
  });
  it.each([
    ['execBus', 'entry of run'],
    ['endBus', 'exitLow of run'],
    ['zeroChainBus', 'start of gaps'],
    ['publicBus', 'index of publicBytes'],
  ])('a statement of which something is in no message, without %s', (name, what) => {
    const bus = { execBus, endBus, zeroChainBus, publicBus }[name];
    const boundary = toy.boundary.filter((rule) => rule.bus !== bus);
    expect(refusal({ boundary })).toBe(`statement-unbound: no message of the boundary has ${what}: a proof would hold for any`);
  });
  it('a program whose tables are not one group', () => {
    const split = toy.otherChips.map((other) =>
      other.chip.name === 'image' ? { chip: { ...other.chip, preprocessedGroup: 'image' } } : other,
    );
    expect(refusal({ otherChips: split })).toMatch(/^program-groups/);
  });
});

describe('the boundary of a key file', () => {
  const { verifyingKey } = setupMachine(vm, { preset: 'insecure-test' });
  const file = decodeContainer(encodeVerifyingKey(verifyingKey), 'verifying-key', ['machine', 'roots']);
  if (!file.ok) throw new Error(file.reason);
  const reading = (boundary: unknown): string => {
    const machine = { ...JSON.parse(new TextDecoder().decode(file.value.sections.machine)), boundary };
    const sections = { ...file.value.sections, machine: new TextEncoder().encode(JSON.stringify(machine)) };
    try {
      decodeVerifyingKey(encodeContainer({ ...file.value, sections }));
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return `${code}: ${message}`;
    }
    return 'read';
  };
  const honest = verifyingKey.boundary.map(({ bus, multiplicity, each, fields }) => [bus, multiplicity, each, fields]);
  const exec = verifyingKey.busNames.indexOf('exec');
  it('is part of what its digest identifies', () => {
    expect(reading(honest)).toBe('read');
    expect(reading(honest.slice(1))).toMatch(/digest in its header is not that of its contents/);
    expect(reading([[exec, 1, 'run', ['entry', 8]], ...honest.slice(1)])).toMatch(/digest in its header/);
  });
  it.each([
    ['a bus that does not exist', [99, 1, 'run', ['entry']]],
    ['no number of a bus', ['length', 1, 'run', ['entry']]],
    ['a multiplicity of 2', [exec, 2, 'run', ['entry', 4]]],
    ['a multiplicity that is a text', [exec, '1', 'run', ['entry', 4]]],
    ['a list of names', [exec, 1, ['run'], ['entry', 4]]],
    ['a list that no statement has', [exec, 1, 'input', ['entry', 4]]],
    ['a list by a name that objects have', [exec, 1, 'constructor', ['entry', 4]]],
    ['a value that the list has not', [exec, 1, 'run', ['byte', 4]]],
    ['a value by a name that objects have', [exec, 1, 'run', ['toString', 4]]],
    ['a constant that is not canonical', [exec, 1, 'run', ['entry', 2 ** 31]]],
    ['a constant that is no integer', [exec, 1, 'run', ['entry', 0.5]]],
    ['a message of another length', [exec, 1, 'run', ['entry']]],
    ['fields that are no list', [exec, 1, 'run', 'entry']],
    ['nothing', null],
  ])('is refused with %s', (_, rule) => {
    expect(reading([...honest, rule])).toMatch(/^key-invalid: verifying key: /);
    expect(reading([...honest, rule])).not.toMatch(/digest in its header/);
  });
  it.each([undefined, null, 3, 'none', {}])('is refused as %s', (boundary) => {
    expect(reading(boundary)).toMatch(/^key-invalid: verifying key: the machine section is malformed/);
  });
});
