/** comlink's types for this module are found under another name only. */
declare module 'comlink/dist/esm/node-adapter.mjs' {
  export interface NodeEndpoint {
    postMessage(message: unknown, transfer?: readonly unknown[]): void;
    on(type: string, listener: (data: unknown) => void): void;
    off(type: string, listener: (data: unknown) => void): void;
  }
  const nodeEndpoint: (endpoint: NodeEndpoint) => import('comlink').Endpoint;
  export default nodeEndpoint;
}
