// What the teacher did, folded into what the script looks like: the same as `marking/rules.py` and
// `marking/tally.py` do on the server. A test compares the two.

const FACTS = ["seen_page", "seen_question", "blank_ack"];
const DRAWN = ["stamp", "pen", "text", "comment"];

export const partKey = (number, part = "", choice = "a") => `${number}|${part}|${choice}`;
const methodOf = (op) => op.method ?? 0;
const stepKey = (key, method, step) => `${key}|${method}|${step}`;
const regionKey = (number, sheet) => `${number}|${sheet}`;

export class Script {
  constructor(ops = []) {
    this.marks = new Map();
    this.methods = new Map();
    this.drawn = new Map();
    this.regions = new Map();
    this.seenPages = new Set();
    this.seenQuestions = new Set();
    this.acknowledged = new Set();
    const done = [];
    let undone = [];
    const known = new Set();
    for (const op of ops) {
      if (known.has(op.op_id)) continue;
      known.add(op.op_id);
      if (FACTS.includes(op.kind)) this.#note(op);
      else if (op.kind === "undo") done.length && undone.push(done.pop());
      else if (op.kind === "redo") undone.length && done.push(undone.pop());
      else {
        done.push(op);
        undone = [];
      }
    }
    done.forEach((op) => this.#apply(op));
    this.canUndo = done.length > 0;
    this.canRedo = undone.length > 0;
    this.nextUndo = done.at(-1);
    this.nextRedo = undone.at(-1);
  }

  method(key) {
    return this.methods.get(key) ?? 0;
  }

  // The marks of each step of the chosen method; undefined where a step has none.
  given(number, part, choice) {
    const key = partKey(number, part.label, choice);
    const method = this.method(key);
    return part.methods[method].steps.map((_step, place) => this.marks.get(stepKey(key, method, place)));
  }

  regionsOf(number) {
    return [...this.regions.values()].filter((one) => one.number === number);
  }

  #note(op) {
    if (op.kind === "seen_question") this.seenQuestions.add(op.number);
    else if (op.sheet_id) (op.kind === "seen_page" ? this.seenPages : this.acknowledged).add(op.sheet_id);
  }

  #apply(op) {
    const key = partKey(op.number, op.part, op.choice);
    if (op.kind === "mark") {
      const place = stepKey(key, methodOf(op), op.step);
      if (op.marks === null || op.marks === undefined) this.marks.delete(place);
      else this.marks.set(place, Number(op.marks));
    } else if (op.kind === "method") this.methods.set(key, methodOf(op));
    else if (DRAWN.includes(op.kind)) this.drawn.set(op.op_id, op);
    else if (op.kind === "erase") this.drawn.delete(op.body.op_id);
    else if (op.kind === "region") {
      const place = regionKey(op.number, op.sheet_id);
      if (Object.keys(op.body ?? {}).length) this.regions.set(place, { number: op.number, sheet_id: op.sheet_id, ...op.body });
      else this.regions.delete(place);
    }
  }
}

const sum = (numbers) => numbers.reduce((total, one) => total + (one ?? 0), 0);

function counted(script, question, option) {
  const steps = option.parts.flatMap((part) => script.given(question.number, part, option.choice));
  const given = steps.filter((one) => one !== undefined);
  return {
    choice: option.choice,
    awarded: sum(given),
    complete: given.length === steps.length,
    untouched: given.length === 0,
  };
}

// Of each question: its marks so far, whether nothing is missing, and the option that counts in each slot.
export function tally(paper, script) {
  return paper.questions.map((question) => {
    const { number } = question;
    if (question.declared) return { number, awarded: 0, complete: true, untouched: true, chosen: [], both: [] };
    const slots = question.slots.map((slot) => {
      const options = slot.options.map((option) => counted(script, question, option));
      const complete = options.filter((one) => one.complete);
      const best = complete.reduce((top, one) => (top && top.awarded >= one.awarded ? top : one), null);
      return {
        awarded: Math.max(...options.map((one) => one.awarded)),
        complete: complete.length > 0 && options.every((one) => one.complete || one.untouched),
        untouched: options.every((one) => one.untouched),
        chosen: best?.choice ?? null,
        both: complete.length > 1,
      };
    });
    return {
      number,
      awarded: sum(slots.map((one) => one.awarded)),
      complete: slots.every((one) => one.complete),
      untouched: slots.every((one) => one.untouched),
      chosen: slots.map((one) => one.chosen),
      both: slots.map((one) => one.both),
    };
  });
}

export const total = (tallies) => sum(tallies.map((one) => one.awarded));

// What keeps the marking from being finished, pages first: {lack, number, sheet_id}.
export function lacking(paper, script) {
  const found = [];
  for (const page of paper.whole ? paper.pages : []) {
    const { number, sheet_id } = page;
    if (!script.seenPages.has(sheet_id)) found.push({ lack: "page_unseen", number, sheet_id });
    if (page.blank && !script.acknowledged.has(sheet_id)) found.push({ lack: "blank_unacknowledged", number, sheet_id });
  }
  for (const one of tally(paper, script)) {
    if (!script.seenQuestions.has(one.number)) found.push({ lack: "question_unseen", number: one.number });
    if (!one.complete) found.push({ lack: one.untouched ? "unmarked" : "partly_marked", number: one.number });
    const question = paper.questions.find((asked) => asked.number === one.number);
    if (!admitted(script, question)) found.push({ lack: "not_admitted", number: one.number });
  }
  return found;
}

// Whether no step has more than its marks, or a half where its scheme has none.
function admitted(script, question) {
  return question.slots.every((slot) =>
    slot.options.every((option) =>
      option.parts.every((part) => {
        const { unit, steps } = part.methods[script.method(partKey(question.number, part.label, option.choice))];
        return script
          .given(question.number, part, option.choice)
          .every((marks, step) => marks === undefined || (marks <= Number(steps[step].marks) && marks % Number(unit) === 0));
      }),
    ),
  );
}
