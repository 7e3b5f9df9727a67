// After the end: does this device still hold answers that came too late?
import { forget } from "./offline.js";
import { Outbox } from "./outbox.js";

const box = document.getElementById("leftover");
forget(box.dataset.attempt);
box.hidden = new Outbox(box.dataset.attempt).size === 0;
