// Two small comforts of the interview's page. Only this text, an id of hex digits and two numbers stand in it:
// nothing a candidate wrote. Words typed and not yet sent outlive a reload (in this tab alone), and a feedback
// card is shown from its first line.
(() => {
  const key = "@KEY@";
  const box = () => document.querySelector('[data-testid="stChatInputTextArea"]');
  const keep = (text) => {
    try { text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key); } catch (e) {}
  };
  const kept = () => { try { return sessionStorage.getItem(key); } catch (e) { return null; } };
  const forget = () => {
    // What was typed for earlier turns has been sent, or stands in the box.
    const mine = key.slice(0, key.lastIndexOf("-") + 1);
    try {
      for (const old of Object.keys(sessionStorage)) {
        if (old.startsWith(mine) && old !== key) sessionStorage.removeItem(old);
      }
    } catch (e) {}
  };
  forget();
  window.steadyKey = key;
  window.steadyReport = "";
  window.steadyKeep = keep;
  if (!window.steadyListens) {
    window.steadyListens = true;
    document.addEventListener("input", (event) => {
      if (event.target !== box()) return;
      window.steadyTouched = window.steadyKey;
      window.steadyKeep(event.target.value);
    });
  }
  const restore = (tries) => {
    const area = box();
    if (!area) { if (tries > 0) setTimeout(() => restore(tries - 1), 100); return; }
    // Typed in since, and perhaps sent already: what is kept must not come back on top of it.
    if (window.steadyTouched === key) return;
    if (area.value) { keep(area.value); return; }
    const draft = kept();
    if (!draft || area.disabled) return;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, draft);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  setTimeout(() => restore(30), 150);
  // The page grows for a moment after it is drawn: look again, unless the person has begun to scroll.
  let theirs = false;
  for (const touch of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(touch, () => { theirs = true; }, { once: true, passive: true });
  }
  const place = () => {
    if (theirs || window.steadyKey !== key) return;
    const card = @SHOW@ && document.querySelector(".st-key-feedback");
    const page = document.querySelector('[data-testid="stMain"]');
    if (card) card.scrollIntoView({ block: "start" });
    else if (page && !@SHOW@) page.scrollTop = page.scrollHeight;
  };
  for (const wait of [200, 600, 1200, 2000]) setTimeout(place, wait);
})();
