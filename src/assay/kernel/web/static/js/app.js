// The page's own behaviour. Each module works on what is there now and on what htmx brings later,
// because all of them listen on the document.
import "./theme.js";
import "./toasts.js";
import "./copy.js";
import "./dialogs.js";
import "./forms.js";
import "./math.js";
import "./tabs.js";
