/**
 * Imported before the face library: it looks for graphics processors by opening WebGL and WebGPU contexts on a canvas,
 * which takes seconds on a machine without one, and it keeps canvases with pictures in them. Pixels reach it as numbers,
 * so it needs neither.
 */
for (const name of ['OffscreenCanvas', 'WebGLRenderingContext', 'WebGL2RenderingContext'])
  Object.defineProperty(globalThis, name, { value: undefined, configurable: true });

export {};
