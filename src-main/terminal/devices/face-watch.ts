import type { CameraWish } from '../../contract/camera.ts';
import type { FaceLook, FaceTold } from '../../contract/face.ts';
import type { CameraNews } from './cameras.ts';

/** What comes of one opening of the face camera. */
export type FaceNews =
  | { readonly kind: 'look'; readonly look: FaceLook }
  | { readonly kind: 'failed'; readonly why: 'camera' | 'portrait' | 'broken' };

/** What this needs of the cameras. */
export interface FaceCameras {
  open(place: 'face', task: 'compareFace', hear: (news: CameraNews) => void): () => void;
  view(): { readonly open: CameraWish | null };
}

/**
 * Has the page compare the face before the camera with the portrait it was given, once. The page's word counts only for
 * the opening it belongs to, and only the first: whatever else it says is refused.
 */
export class FaceWatch {
  readonly #cameras: FaceCameras;
  #open: { readonly wish: string; readonly hear: (news: FaceNews) => void } | null = null;

  constructor(cameras: FaceCameras) {
    this.#cameras = cameras;
  }

  /** Opens the camera; what it returns closes it. `hear` is told once, and nothing after closing. */
  look(hear: (news: FaceNews) => void): () => void {
    const close = this.#cameras.open('face', 'compareFace', (news) => {
      if (news.kind === 'failed') this.#tell({ kind: 'failed', why: 'camera' });
      // Nothing but darkness or a frozen picture is the camera's fault, not the person's.
      else if (news.kind === 'picture' && news.doubt !== null) this.#tell({ kind: 'failed', why: 'camera' });
    });
    const wish = this.#cameras.view().open?.id;
    if (wish === undefined) throw new Error('a camera was opened and none is open');
    const opening = { wish, hear };
    this.#open = opening;
    return () => {
      if (this.#open === opening) this.#open = null;
      close();
    };
  }

  /** A word of the page. False when no comparison waits for it. */
  told(told: FaceTold): boolean {
    if (this.#open?.wish !== told.wish) return false;
    switch (told.kind) {
      case 'look':
        this.#tell({ kind: 'look', look: told.look });
        return true;
      case 'portraitUnusable':
        this.#tell({ kind: 'failed', why: 'portrait' });
        return true;
      case 'broken':
        this.#tell({ kind: 'failed', why: 'broken' });
        return true;
    }
  }

  #tell(news: FaceNews): void {
    const opening = this.#open;
    this.#open = null;
    opening?.hear(news);
  }
}
