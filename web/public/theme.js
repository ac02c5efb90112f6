// Before anything is painted, so that a dark room stays dark: what the reader chose, else what the system says.
try {
  var chosen = localStorage.getItem('dateline.theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch (error) {
  // No storage: the system's choice holds.
}
