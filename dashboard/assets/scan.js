// The scan field: a hand scanner types like a keyboard, and its separator FNC1 comes as Ctrl+], which a browser drops.
// And the word that nothing is saved while there is no connection.
(function () {
  "use strict";

  function insert(field, text) {
    var setter = Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set;
    var at = field.selectionStart, rest = field.value.slice(field.selectionEnd);
    setter.call(field, field.value.slice(0, at) + text + rest);
    field.setSelectionRange(at + text.length, at + text.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("keydown", function (event) {
    var field = event.target;
    if (field && /^(scan|supplies)-code$/.test(field.id)) {
      if (event.ctrlKey && (event.key === "]" || event.key === "\u001d")) {
        event.preventDefault();
        insert(field, "\u001d");
      }
      return;
    }
    var typing = field && /^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName);
    var scan = document.getElementById("scan-code") || document.getElementById("supplies-code");
    if (event.key === "/" && !typing && scan) {
      event.preventDefault();
      scan.focus();
    }
  });

  var plain = window.fetch;
  function say(lost) {
    var bar = document.querySelector(".ro-offline");
    if (lost && !bar) {
      bar = document.createElement("div");
      bar.className = "ro-offline";
      bar.setAttribute("role", "alert");
      bar.textContent = "No connection: what you enter now is not saved. What was saved is safe; try again.";
      document.body.appendChild(bar);
    } else if (!lost && bar) {
      bar.remove();
    }
  }
  window.fetch = function (request) {
    var address = typeof request === "string" ? request : request && request.url ? request.url : String(request);
    return plain.apply(window, arguments).then(
      function (response) {
        if (address.indexOf("_dash-") !== -1) { say(false); }
        return response;
      },
      function (fault) {
        if (address.indexOf("_dash-") !== -1) { say(true); }
        throw fault;
      }
    );
  };
})();
