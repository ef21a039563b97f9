// With these headers the page may use threads; without them it proves on one.
import { ISOLATION_HEADERS } from 'pellucid/browser';

export default { server: { headers: ISOLATION_HEADERS }, preview: { headers: ISOLATION_HEADERS } };
