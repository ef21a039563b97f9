/** What a key says of its own programs is held against the programs: security is computed from it, and LogUp columns are packed by it. */
import { describe, expect, it } from 'vitest';
import { type ConstraintProgram, OpCode, valueCount } from '../../src/air/program.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { decodeVerifyingKey, encodeVerifyingKey } from '../../src/keys/verifyingKey.ts';
import { type KeyChip, keyChip, type VerifyingKey } from '../../src/stark/key.ts';

const vm = createPellucid();
const { verifyingKey: honest } = setupMachine(vm, { preset: 'insecure-test' });

/** The key with chips that are others in part, encoded with the digest that goes with them. */
const encodedWith = (change: (chip: KeyChip, index: number) => Partial<KeyChip>, groups = honest.groups): Uint8Array => {
  const key: VerifyingKey = { ...honest, groups, chips: honest.chips.map((chip, i) => ({ ...chip, ...change(chip, i) })) };
  // The digest in the header is checked last: what is refused for it has passed all other checks.
  return encodeVerifyingKey(key);
};
const withProgram = (name: string, change: (program: ConstraintProgram) => Partial<ConstraintProgram>): Uint8Array =>
  encodedWith((chip) => (chip.name === name ? { program: { ...chip.program, ...change(chip.program) } } : {}));
const reasonOf = (bytes: Uint8Array): string => {
  try {
    decodeVerifyingKey(bytes);
    return 'read';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a verifying key', () => {
  it('is read when nothing of it is changed', () => {
    expect(reasonOf(encodedWith(() => ({})))).toBe('read');
    expect(reasonOf(encodedWith((chip, i) => keyChip(chip, honest.chips[i].preprocessedGroup, honest.config)))).toBe('read');
  });

  it('is refused when a constraint is of another degree than it says, or of a degree above 3', () => {
    const [first, ...rest] = (honest.chips.find((c) => c.name === 'add') as KeyChip).program.constraints;
    expect(reasonOf(withProgram('add', () => ({ constraints: [{ ...first, degree: first.degree - 1 }, ...rest] })))).toMatch(/degree/);
    // A column to the power of 2^200, of which the key says what is allowed, or what is true.
    for (const degree of [3, 2 ** 200]) {
      const steep = withProgram('add', (program) => {
        const base = valueCount(program);
        const squarings = Array.from({ length: 200 }, (_, i) => [OpCode.MUL, base + i - 1, base + i - 1]);
        squarings[0] = [OpCode.MUL, 0, 0];
        return {
          ops: Uint32Array.from([...program.ops, ...squarings.flat()]),
          constraints: [...program.constraints, { label: 'steep', value: base + 199, degree }],
        };
      });
      expect(reasonOf(steep)).toMatch(/degree/);
    }
  });

  it('is refused when an interaction is of other degrees than it says', () => {
    for (const change of [{ fieldDegree: 0 }, { multiplicityDegree: 0 }]) {
      const bytes = withProgram('add', (p) => ({ interactions: p.interactions.map((i, at) => (at === 0 ? { ...i, ...change } : i)) }));
      expect(reasonOf(bytes)).toMatch(/degree/);
    }
  });

  it('is refused when messages of one bus are of several lengths: a shorter one would be a longer one that ends in zeros', () => {
    const bytes = withProgram('add', (p) => ({
      interactions: p.interactions.map((i, at) => (at === 0 ? { ...i, fields: i.fields.slice(1) } : i)),
    }));
    expect(reasonOf(bytes)).toMatch(/bus program has messages of several lengths/);
  });

  it('is refused unless each chip with preprocessed columns is in one group, once', () => {
    const [group, ...others] = honest.groups;
    expect(reasonOf(encodedWith(() => ({}), [{ ...group, chips: group.chips.slice(1) }, ...others]))).toMatch(/group/);
    expect(reasonOf(encodedWith(() => ({}), [{ ...group, chips: [group.chips[0], ...group.chips] }, ...others]))).toMatch(/group/);
    expect(reasonOf(encodedWith((chip) => (chip.name === 'image' ? { preprocessedGroup: 1 } : {})))).toMatch(/group/);
    const nowhere = { ...group, chips: group.chips.slice(1), logHeights: undefined, root: undefined };
    const homeless = encodedWith((_, i) => (i === group.chips[0] ? { preprocessedGroup: undefined } : {}), [nowhere, ...others]);
    expect(reasonOf(homeless)).toMatch(/group/);
    expect(reasonOf(encodedWith((chip) => (chip.name === 'add' ? { preprocessedGroup: 0 } : {})))).toMatch(/group/);
  });
});
