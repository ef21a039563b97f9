/** What is to be run: a program, its input, and how it is to be proved. */
import { computed, signal } from '@preact/signals';
import { parseHex, utf8 } from '../lib/bytes.ts';
import { EXAMPLE_ELFS } from '../lib/exampleElfs.ts';
import { EXAMPLES, type Example, fieldError, initialValues, type Values } from '../lib/examples.ts';
import type { NamedBytes } from '../lib/files.ts';
import { engine, theProver } from './engine.ts';
import { type Problem, problemOf } from './problem.ts';

export const OWN = 'own';

/** Id of an example, or OWN. */
export const choice = signal<string>(EXAMPLES[0].id);
export const example = computed<Example | undefined>(() => EXAMPLES.find(({ id }) => id === choice.value));

/** What was typed, by example. */
const typed = signal<Readonly<Record<string, Values>>>(Object.fromEntries(EXAMPLES.map((e) => [e.id, initialValues(e)])));
export const values = computed<Values>(() => typed.value[choice.value] ?? {});
export const setValue = (field: string, value: string): void => {
  typed.value = { ...typed.value, [choice.value]: { ...values.value, [field]: value } };
};

export interface OwnProgram extends NamedBytes {
  readonly instructions: number;
}
export const own = signal<OwnProgram | undefined>(undefined);
export const ownProblem = signal<Problem | undefined>(undefined);

/** Takes an ELF of the person's own, or says why it cannot. */
export const takeElf = async (file: NamedBytes): Promise<void> => {
  choice.value = OWN;
  ownProblem.value = undefined;
  try {
    const { instructions } = await (await theProver()).load(file.bytes);
    own.value = { ...file, instructions };
  } catch (error) {
    own.value = undefined;
    // A page without a prover says so in one place.
    if (engine.value.status === 'ready') ownProblem.value = problemOf(error);
  }
};

export type OwnInputMode = 'text' | 'hex' | 'file';
export const ownInputMode = signal<OwnInputMode>('text');
export const ownText = signal('');
export const ownHex = signal('');
export const ownFile = signal<NamedBytes | undefined>(undefined);
export const ownHexError = computed(() =>
  parseHex(ownHex.value) === undefined ? 'Hexadecimal digits, two for each byte: 00 ff 1a' : undefined,
);

const ownInput = computed<Uint8Array | undefined>(() => {
  if (ownInputMode.value === 'text') return utf8(ownText.value);
  return ownInputMode.value === 'hex' ? parseHex(ownHex.value) : (ownFile.value?.bytes ?? new Uint8Array(0));
});

export interface Guest {
  /** For file names and headings. */
  readonly name: string;
  readonly elf: Uint8Array;
  readonly input: Uint8Array;
}

/** What would be run now; undefined as long as a part is missing or wrong. */
export const guest = computed<Guest | undefined>(() => {
  const chosen = example.value;
  if (chosen === undefined) {
    const input = ownInput.value;
    if (own.value === undefined || input === undefined) return undefined;
    return { name: own.value.name.replace(/\.elf$/i, ''), elf: own.value.bytes, input };
  }
  const valid = chosen.fields.every((field) => fieldError(field, values.value[field.id]) === undefined);
  return valid ? { name: chosen.id, elf: EXAMPLE_ELFS[chosen.id], input: chosen.encode(values.value) } : undefined;
});

export const preset = signal('fast');
export const hash = signal('blake3');
