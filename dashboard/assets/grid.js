// How the grid writes and orders values. Dash's grid runs these by name; no code comes from the server's data.
(function () {
  "use strict";
  var functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

  functions.roNumber = function (value, decimals) {
    if (value === null || value === undefined) { return "unknown"; }
    var number = Number(value);
    var parts = Math.abs(number).toFixed(decimals).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    var text = parts.join(".");
    return number < 0 && /[1-9]/.test(text) ? "\u2212" + text : text;
  };
  functions.roText = function (value) {
    return value === null || value === undefined || value === "" ? "unknown" : String(value);
  };
  functions.roWritten = function (data, field) {
    return data ? functions.roText(data[field]) : "";
  };
  // Unknown sorts last in both directions.
  functions.roCompare = function (a, b, rowA, rowB, isDescending) {
    var aless = a === null || a === undefined, bless = b === null || b === undefined;
    if (aless || bless) { return aless === bless ? 0 : (aless ? 1 : -1) * (isDescending ? -1 : 1); }
    if (typeof a === "number" && typeof b === "number") { return a - b; }
    return String(a).localeCompare(String(b), "en", { numeric: true });
  };
})();
