/** The opening of the transcript: key, statement, statement groups, heights. Shared by prover and verifier. */
import { suiteOf } from '../hash/suite.ts';
import type { Transcript } from '../hash/transcript.ts';
import type { VerifyingKey } from './key.ts';
import type { StarkStatement } from './statement.ts';

export const startTranscript = (key: VerifyingKey, statement: StarkStatement, heights: readonly number[]): Transcript => {
  const transcript = suiteOf(key.config.hash).transcript();
  transcript.absorbBytes(key.digest);
  transcript.absorbBytes(statement.bytes);
  for (const group of key.groups) {
    if (group.root !== undefined) continue;
    const own = statement.groups[group.name];
    transcript.absorb(own.logHeights);
    transcript.absorbDigest(own.root);
  }
  transcript.absorb(heights.map((log) => log + 1));
  return transcript;
};
