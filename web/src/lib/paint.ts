/** A colour of the style sheet as canvases can use it: custom properties and light-dark() are resolved by the browser. */
export function resolved(names: readonly string[]): Record<string, string> {
  const probe = document.createElement('i')
  document.body.append(probe)
  const found: Record<string, string> = {}
  for (const name of names) {
    probe.style.color = `var(${name})`
    found[name] = getComputedStyle(probe).color
  }
  probe.remove()
  return found
}
