// A session that has ended: Dash only logs the 401, so the page would look alive and be dead. Go and sign in again.
(function () {
  "use strict";
  var plain = window.fetch;
  var leaving = false;

  window.fetch = function (request) {
    return plain.apply(window, arguments).then(function (response) {
      var address = typeof request === "string" ? request : request && request.url ? request.url : String(request);
      if (response.status !== 401 || address.indexOf("_dash-") === -1) { return response; }
      if (!leaving) {
        leaving = true;
        var here = window.location.pathname + window.location.search;
        window.location.assign("/login?next=" + encodeURIComponent(here));
      }
      // Nobody waits for an answer on a page that is being left; Dash would only report it as an error.
      return new Promise(function () {});
    });
  };

  function token() {
    var found = document.cookie.match(/(?:^|;\s*)(?:__Host-|_)csrf_token=([^;]*)/);
    return found ? decodeURIComponent(found[1]) : "";
  }
  // The layout holds no token; it is put into a form at the moment in which the form is sent.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.hasAttribute("data-ro-csrf")) {
      var field = form.querySelector('input[name="csrf_token"]');
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = "csrf_token";
        form.appendChild(field);
      }
      field.value = token();
    }
  }, true);
})();
