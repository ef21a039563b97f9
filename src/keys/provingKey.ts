/** Proving keys as files: the verifying key and the fixed tables behind its roots. */
import { bytesToWords, wordsToBytes } from '../core/bytes.ts';
import { decodeContainer, encodeContainer } from '../core/container.ts';
import { PellucidError } from '../core/error.ts';
import { isCanonical } from '../field/felt.ts';
import type { Machine } from '../machine/machine.ts';
import type { FixedTables } from '../machine/preprocessed.ts';
import type { VerifyingKey } from '../stark/key.ts';
import type { PreprocessedTable } from '../stark/preprocessed.ts';
import { decodeVerifyingKey, encodeVerifyingKey } from './verifyingKey.ts';

const PROVING_KEY_KIND = 'proving-key';

export interface ProvingKeyParts {
  readonly verifyingKey: VerifyingKey;
  readonly tables: FixedTables;
}

/** Chips with fixed tables, in the order of the key's groups. */
const fixedChips = (key: VerifyingKey): { readonly index: number; readonly logHeight: number }[] =>
  key.groups.flatMap((g) => g.chips.flatMap((index, j) => (g.logHeights === undefined ? [] : [{ index, logHeight: g.logHeights[j] }])));

/**
 * The key as a file: the verifying key and the fixed tables.
 *
 * @example
 * const bytes = encodeProvingKey(provingKey);
 */
export const encodeProvingKey = ({ verifyingKey, tables }: ProvingKeyParts): Uint8Array =>
  encodeContainer({
    kind: PROVING_KEY_KIND,
    meta: { preset: verifyingKey.config.preset, hash: verifyingKey.config.hash },
    sections: {
      verifyingKey: encodeVerifyingKey(verifyingKey),
      tables: wordsToBytes(fixedChips(verifyingKey).flatMap(({ index }) => Array.from(tables[verifyingKey.chips[index].name].values))),
    },
  });

/** Throws a PellucidError 'key-invalid' unless the key is for a machine of these chips. */
export const assertKeyOf = (machine: Machine, verifyingKey: VerifyingKey): void => {
  if (verifyingKey.chips.map((c) => c.name).join() === machine.chips.map((c) => c.name).join()) return;
  throw new PellucidError('key-invalid', `the proving key's machine has other chips than ${machine.name}: run setup again`);
};

/**
 * Reads a proving key. Throws a PellucidError 'key-invalid' that says what is wrong. Whether the tables have the key's roots is checked when
 * they are committed.
 *
 * @example
 * const { proof } = await prove(vm, { program, input, provingKey: decodeProvingKey(provingKeyBytes) });
 */
export const decodeProvingKey = (bytes: Uint8Array): ProvingKeyParts => {
  const invalid = (reason: string): never => {
    throw new PellucidError('key-invalid', `proving key: ${reason}`);
  };
  const decoded = decodeContainer(bytes, PROVING_KEY_KIND, ['verifyingKey', 'tables']);
  if (!decoded.ok) return invalid(decoded.reason);
  const verifyingKey = decodeVerifyingKey(decoded.value.sections.verifyingKey);
  const words = bytesToWords(decoded.value.sections.tables);
  if (!words.every(isCanonical)) return invalid('a table holds a value that is not canonical');
  let next = 0;
  const tables = Object.fromEntries(
    fixedChips(verifyingKey).map(({ index, logHeight }): [string, PreprocessedTable] => {
      const { name, program } = verifyingKey.chips[index];
      const width = program.preprocessedWidth;
      const values = words.subarray(next, (next += 2 ** logHeight * width));
      return [name, { logHeight, width, values }];
    }),
  );
  if (4 * next !== decoded.value.sections.tables.length) return invalid('its tables have the wrong length');
  return { verifyingKey, tables };
};
