// A report opens at its first line: the interview's page before it was scrolled to its end, and may be about to be
// once more. Once per report, so that drawing it again leaves the reader where they are.
(() => {
  if (window.steadyReport === "@ID@") return;
  window.steadyReport = "@ID@";
  window.steadyKey = "";
  const page = document.querySelector('[data-testid="stMain"]');
  if (page) page.scrollTop = 0;
})();
