/** Transcripts whose samples are watched or replaced. */
import type { Ext } from '../../src/field/ext.ts';
import { type HashName, suiteOf } from '../../src/hash/suite.ts';
import type { Transcript } from '../../src/hash/transcript.ts';

const prototypeOf = (hash: HashName): Transcript => Object.getPrototypeOf(suiteOf(hash).transcript());

/** While `body` runs, extension challenges of the suite's transcripts are what `steer` makes of the honest ones. */
export const steeringChallenges = async <T>(hash: HashName, steer: (honest: Ext) => Ext, body: () => T | Promise<T>): Promise<T> => {
  const prototype = prototypeOf(hash);
  const original = prototype.sampleExt;
  prototype.sampleExt = function (this: Transcript, degree: number) {
    return steer(original.call(this, degree));
  };
  try {
    return await body();
  } finally {
    prototype.sampleExt = original;
  }
};

/** The integers that transcripts of the suite sample while `body` runs. */
export const drawnIn = (hash: HashName, body: () => void): number[] => {
  const prototype = prototypeOf(hash);
  const original = prototype.sampleBits;
  const drawn: number[] = [];
  prototype.sampleBits = function (this: Transcript, bits: number) {
    const value = original.call(this, bits);
    drawn.push(value);
    return value;
  };
  try {
    body();
    return drawn;
  } finally {
    prototype.sampleBits = original;
  }
};
