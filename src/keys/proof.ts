/** Proof files: a container of the statement's canonical bytes and the STARK's words. */
import { type Container, type Decoded, decodeContainer, encodeContainer } from '../core/container.ts';
import { HASHES, type HashName, isHash, type StarkConfig } from '../stark/config.ts';
import { decodeStatement, encodeStatement, type Statement } from './statement.ts';

const PROOF_KIND = 'proof';

export interface Proof {
  readonly preset: string;
  readonly hash: HashName;
  readonly statement: Statement;
  readonly stark: Uint8Array;
}

export const encodeProof = (config: StarkConfig, statement: Statement, stark: Uint8Array): Uint8Array =>
  encodeContainer({
    kind: PROOF_KIND,
    meta: { preset: config.preset, hash: config.hash },
    sections: { statement: encodeStatement(statement), stark },
  });

const META_KEYS = ['preset', 'hash'];

/** Reads a proof file; the STARK's words are not looked at. Never throws. */
export const decodeProof = (bytes: Uint8Array): Decoded<Proof> => {
  const container: Decoded<Container> = decodeContainer(bytes, PROOF_KIND, ['statement', 'stark']);
  if (!container.ok) return container;
  const { meta, sections } = container.value;
  if (Object.keys(meta).join() !== META_KEYS.join()) return { ok: false, reason: 'the header is malformed' };
  const { preset, hash } = meta;
  if (!isHash(hash)) return { ok: false, reason: `the proof is for the unknown hash '${hash}', known are ${HASHES.join(', ')}` };
  const statement = decodeStatement(hash, sections.statement);
  if (!statement.ok) return statement;
  return { ok: true, value: { preset, hash, statement: statement.value, stark: sections.stark } };
};
