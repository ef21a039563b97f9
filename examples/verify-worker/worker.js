// A page's import map does not reach its workers: here the path is written out.
import { decodeVerifyingKey, verify } from './node_modules/pellucid/build/verify.js';

addEventListener('message', ({ data: { verifyingKey, programCommitment, proof } }) => {
  postMessage(verify({ verifyingKey: decodeVerifyingKey(verifyingKey), programCommitment, proof }));
});
