export { type CameraLine, cameraActions, listCameras, NO_CAMERA_WITHOUT_PAGE } from './cli.ts';
export { readSeen } from './seen.ts';
export { type VideoNode, videoNodes } from './video-nodes.ts';
