/** What we use of WebAssembly: its types belong to the DOM's, which a library for Node does without. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KB. */
  grow(pages: number): number;
}

interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Readonly<Record<string, object>>) => { readonly exports: object };
}

const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: Wasm };

export function compileModule(bytes: Uint8Array): object {
  return new wasm.Module(bytes);
}

/** @returns what the module exports */
export function instantiate<Exports>(module: object, imports: Readonly<Record<string, object>>): Exports {
  return new wasm.Instance(module, imports).exports as Exports;
}
