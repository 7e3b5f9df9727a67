// Requests to the API from a page. Where there is a clock, each answer that names the time corrects it.

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? String(status));
    this.status = status;
    this.problem = problem;
  }
}

export class Server {
  constructor({ api, csrf, clock = null }) {
    Object.assign(this, { api, csrf, clock });
  }

  get(path) {
    return this.#ask("GET", path);
  }

  post(path, body = {}) {
    return this.#ask("POST", path, body);
  }

  put(path, body) {
    return this.#ask("PUT", path, body);
  }

  delete(path) {
    return this.#ask("DELETE", path);
  }

  // Throws Refused with the problem the server named; any other error means that no answer came.
  async #ask(method, path, body) {
    const asked = performance.now();
    const response = await fetch(this.api + path, {
      method,
      headers: { "X-CSRF-Token": this.csrf, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(20_000),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(response.status, answer);
    if (answer.server_time) this.clock?.hear(answer.server_time, performance.now() - asked);
    return answer;
  }
}
