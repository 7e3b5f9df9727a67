// After the end: does this device still hold answers that came too late?
import { Outbox } from "./outbox.js";

const box = document.getElementById("leftover");
box.hidden = new Outbox(box.dataset.attempt).size === 0;
