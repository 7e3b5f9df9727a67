// The mailed link carries the token behind the #, which browsers never send: put it into the form and open.
const token = decodeURIComponent(location.hash.slice(1));
const form = document.getElementById("open");
if (token && form) {
  form.elements.namedItem("token").value = token;
  history.replaceState(null, "", location.pathname);
  form.requestSubmit();
}
