// The student's side of the live stream: clock and notices as the proctor gives them.
//
//   const close = follow(`/api/v1/veritas/student/attempts/${id}/stream?device=1&after_notice=0`,
//                        { clock, notice, closed, superseded });
export function follow(url, handlers) {
  const source = new EventSource(url);
  for (const name of ["clock", "notice", "closed", "superseded"]) {
    source.addEventListener(name, (event) => {
      handlers[name]?.(JSON.parse(event.data));
      // These end the stream; without this the browser would open it again.
      if (name === "closed" || name === "superseded") source.close();
    });
  }
  return () => source.close();
}
