// Takes frames of the camera, answers how many faces are in each, and forgets them. Nothing else leaves.
import { faces, read } from "./network.js";

const MODEL = new URL("../../../kernel/vendor/face-detector/tiny_face_detector_model", import.meta.url).href;
const SIDE = 320;

const canvas = new OffscreenCanvas(SIDE, SIDE);
const paper = canvas.getContext("2d", { willReadFrequently: true });

async function load() {
  const [manifest, bytes] = await Promise.all([fetch(`${MODEL}-weights_manifest.json`), fetch(`${MODEL}.bin`)]);
  return read(await manifest.json(), new Uint8Array(await bytes.arrayBuffer()));
}
const loaded = load();

onmessage = async ({ data: frame }) => {
  try {
    const weights = await loaded;
    const scale = SIDE / Math.max(frame.width, frame.height);
    paper.fillRect(0, 0, SIDE, SIDE);
    paper.drawImage(frame, 0, 0, frame.width * scale, frame.height * scale);
    postMessage(faces(weights, paper.getImageData(0, 0, SIDE, SIDE).data, SIDE).length);
  } catch {
    postMessage(null);
  } finally {
    frame.close();
    paper.fillRect(0, 0, SIDE, SIDE);
  }
};
