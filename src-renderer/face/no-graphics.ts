/**
 * Imported before the face library, which looks for graphics processors by opening WebGL and WebGPU contexts: on a machine
 * without one that takes seconds. Pixels reach it as numbers, so it needs neither.
 */
Object.defineProperty(OffscreenCanvas.prototype, 'getContext', { value: () => null });
Object.defineProperty(navigator, 'gpu', { value: undefined });

export {};
