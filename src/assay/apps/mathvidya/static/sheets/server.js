// Requests about pages, and the file itself, which goes straight to the store.

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? String(status));
    this.status = status;
    this.problem = problem;
  }
}

export class Server {
  constructor({ api, csrf }) {
    Object.assign(this, { api, csrf });
  }

  // Throws Refused with the problem the server named; any other error means that no answer came.
  async ask(method, path = "", body = undefined) {
    const response = await fetch(this.api + path, {
      method,
      headers: { "X-CSRF-Token": this.csrf, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(60_000),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }

  // fetch tells nothing of what is on its way; the older request does.
  send(upload, file, onProgress) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(upload.method, upload.url);
      for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
      // A store of this site sees the session's cookie, and asks for its token.
      if (new URL(upload.url, location.href).origin === location.origin) {
        request.setRequestHeader("X-CSRF-Token", this.csrf);
      }
      request.timeout = 300_000;
      request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
      request.onload = () => {
        if (request.status < 300) return resolve();
        let problem = {};
        try {
          problem = JSON.parse(request.responseText);
        } catch {
          // a store elsewhere answers in its own words
        }
        reject(new Refused(request.status, problem));
      };
      request.onerror = request.ontimeout = request.onabort = () => reject(new TypeError("no answer"));
      request.send(file);
    });
  }
}
