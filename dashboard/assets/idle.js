// Nobody there? The session ends by itself; before that the page asks, and what was typed stays where it is.
(function () {
  "use strict";
  var MINUTE = 60000, acted = false, told = Date.now(), planned = null, ticking = null, dialog = null, wanted = false;
  if (window.location.pathname === "/login" || window.location.pathname.indexOf("/wall") === 0) { return; }

  ["pointerdown", "keydown", "wheel", "touchstart"].forEach(function (kind) {
    document.addEventListener(kind, function () {
      acted = true;
      // Somebody who types for a quarter of an hour asks for nothing meanwhile: the server is told.
      if (!dialog && Date.now() - told > MINUTE) { stay(); }
    }, { capture: true, passive: true });
  });

  // Callbacks say whether a person is behind them: a timer redraws lists, and these ask by themselves.
  var plain = window.fetch;
  function asksByTimer(body) {
    var changed = /"changedPropIds":\[([^\]]*)\]/.exec(typeof body === "string" ? body : "");
    return !!changed && /^("[^"]*\.n_intervals",?)+$/.test(changed[1]);
  }
  window.fetch = function (address, options) {
    // A timer's own request is never an action, so it must not use up the one that a person did before it.
    if (acted && String(address).indexOf("_dash-update-component") !== -1 && options && !asksByTimer(options.body)) {
      var headers = new Headers(options.headers || {});
      headers.set("X-Radops-Acted", "1");
      options = Object.assign({}, options, { headers: headers });
      acted = false;
      told = Date.now();
    }
    return plain.call(window, address, options);
  };

  function token() {
    var found = document.cookie.match(/(?:^|;\s*)(?:__Host-|_)csrf_token=([^;]*)/);
    return found ? decodeURIComponent(found[1]) : "";
  }
  function ask(method) {
    return plain.call(window, "/session", {
      method: method, credentials: "same-origin", cache: "no-store", headers: { "X-CSRFToken": token() }
    }).then(function (answer) {
      if (answer.status === 401) { leave(); return null; }
      return answer.ok ? answer.json() : { left_s: 0, unknown: true };
    }, function () { return { left_s: 0, unknown: true }; });
  }
  function leave() {
    var here = window.location.pathname + window.location.search;
    window.location.assign("/login?idle=1&next=" + encodeURIComponent(here));
  }
  function plan(ms) {
    window.clearTimeout(planned);
    planned = window.setTimeout(check, Math.min(Math.max(ms, 1000), 10 * MINUTE));
  }
  function stay() {
    acted = false;
    told = Date.now();
    wanted = true;
    return ask("POST").then(follow);
  }
  // Whoever wanted to stay and was not noted, since the database was busy, need not say it again.
  function check() { return ask(wanted ? "POST" : "GET").then(follow); }
  function follow(found) {
    if (!found) { return; }
    // No answer is no reason to send anybody away: the page says by itself that its server is gone.
    if (found.unknown) {
      // Without the question in view nobody waits for an answer, and a later one must not count as an action.
      wanted = wanted && !!dialog;
      plan(30000);
      return;
    }
    if (found.left_s > found.warn_s || !found.may_stay) { wanted = false; }
    if (found.left_s > found.warn_s) {
      close();
      plan((found.left_s - found.warn_s) * 1000);
      return;
    }
    warn(found);
  }
  function words(seconds) {
    var minutes = Math.floor(seconds / 60), rest = seconds % 60;
    return (minutes ? minutes + " min " : "") + rest + " s";
  }
  function warn(found) {
    var ends = Date.now() + found.left_s * 1000;
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "ro-idle";
      dialog.setAttribute("role", "alertdialog");
      dialog.setAttribute("aria-labelledby", "ro-idle-title");
      dialog.setAttribute("aria-describedby", "ro-idle-text");
      var title = document.createElement("h2"), text = document.createElement("p"), left = document.createElement("p");
      var button = document.createElement("button");
      title.id = "ro-idle-title";
      text.id = "ro-idle-text";
      text.setAttribute("role", "status");
      left.className = "ro-idle-left";
      button.type = "button";
      button.className = "btn btn-primary";
      title.textContent = found.may_stay ? "Are you still there?" : "Your session ends soon";
      text.textContent = found.may_stay
        ? "Nothing has been done here for a while. Stay, and what you have typed is still here; else you are signed out."
        : "A session ends after 8 hours. Send what you have typed, or it is lost.";
      button.textContent = found.may_stay ? "Stay signed in" : "Go on";
      button.addEventListener("click", function () {
        if (found.may_stay) { stay(); } else { close(true); }
      });
      // Escape is an action too.
      dialog.addEventListener("cancel", function (event) {
        event.preventDefault();
        button.click();
      });
      [title, text, left, button].forEach(function (part) { dialog.appendChild(part); });
      document.body.appendChild(dialog);
      dialog.showModal();
    }
    if (wanted) { dialog.querySelector("#ro-idle-text").textContent = "The server is busy; your answer is sent again."; }
    window.clearInterval(ticking);
    function tick() {
      var seconds = Math.max(0, Math.round((ends - Date.now()) / 1000));
      if (dialog) { dialog.querySelector(".ro-idle-left").textContent = "Signed out in " + words(seconds); }
      if (seconds === 0) { window.clearInterval(ticking); plan(1000); }
    }
    tick();
    ticking = window.setInterval(tick, 1000);
    // Another window of the same browser may be in use: that keeps this one too.
    plan(wanted ? 3000 : 15000);
  }
  function close(quiet) {
    window.clearInterval(ticking);
    if (!dialog) { return; }
    // The browser gives the cursor back to the field that had it.
    dialog.close();
    dialog.remove();
    dialog = null;
    if (quiet) { plan(MINUTE); }
  }
  // A machine that slept runs its timers late.
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { check(); } });
  window.addEventListener("focus", function () { check(); });
  check();
})();
