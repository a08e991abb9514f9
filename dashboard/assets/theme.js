// Light or dark: what was chosen here before, else what the device prefers. Stands in the head, so that it is
// set before the first paint.
(function () {
  "use strict";
  if (window.roTheme) { return; }
  var KEY = "radops-theme";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    // A browser may forbid storage; then the device decides each time.
    try { return window.localStorage.getItem(KEY); } catch (error) { return null; }
  }
  function apply() {
    var mode = chosen();
    if (mode !== "light" && mode !== "dark") { mode = root.getAttribute("data-ro-default-theme") || (dark.matches ? "dark" : "light"); }
    root.setAttribute("data-bs-theme", mode);
  }
  function toggle() {
    var mode = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    try { window.localStorage.setItem(KEY, mode); } catch (error) { /* holds for this page then */ }
    root.setAttribute("data-bs-theme", mode);
  }

  window.roTheme = { toggle: toggle };
  apply();
  dark.addEventListener("change", apply);
  // Another tab has switched: follow it.
  window.addEventListener("storage", function (event) { if (event.key === KEY) { apply(); } });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-ro-theme-toggle]")) { toggle(); }
  });
})();
