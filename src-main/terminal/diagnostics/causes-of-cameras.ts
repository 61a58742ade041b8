import type { CameraDoubt } from '../devices/camera-status.ts';
import { type Cause, cause } from './cause.ts';

/** Cameras: what `camera-status.ts` says of them. */
export const cameraCauses: Readonly<Record<CameraDoubt | `${'document' | 'face'}-camera-missing`, Cause>> = {
  'document-camera-missing': cause(
    '没有找到高拍仪',
    'The document camera is not there',
    'technician',
    '检查高拍仪的数据线；名称换了请改配置',
    'Check its cable; if its name changed, change the configuration',
  ),
  'face-camera-missing': cause(
    '没有找到人像摄像头',
    'The face camera is not there',
    'technician',
    '检查人像摄像头的数据线；名称换了请改配置',
    'Check its cable; if its name changed, change the configuration',
  ),
  'camera-busy': cause(
    '摄像头打不开',
    'The camera does not open',
    'technician',
    '关闭占用摄像头的程序；没有就拔下再插上',
    'Stop the program that holds it; if none does, unplug it and plug it in again',
  ),
  'camera-silent': cause(
    '摄像头没有画面传来',
    'No picture comes from the camera',
    'technician',
    '拔下再插上；仍没有画面请更换',
    'Unplug it and plug it in again; if nothing comes, replace it',
  ),
  'picture-black': cause(
    '画面全黑',
    'The picture is black',
    'branchStaff',
    '看看镜头是不是被盖住，补光灯亮不亮',
    'See whether the lens is covered and its lamp shines',
  ),
  'picture-frozen': cause(
    '画面不动了',
    'The picture is frozen',
    'technician',
    '拔下再插上；仍不动请更换',
    'Unplug it and plug it in again; if it stays, replace it',
  ),
};
