const KEY = 'dateline.theme'
export type Theme = 'system' | 'light' | 'dark'

const stored = (): Theme => {
  const set = document.documentElement.dataset['theme']
  return set === 'light' || set === 'dark' ? set : 'system'
}

class ThemeChoice {
  choice = $state<Theme>(stored())
  #systemDark = $state(matchMedia('(prefers-color-scheme: dark)').matches)

  constructor() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (e) => (this.#systemDark = e.matches))
  }

  /** What is painted now: canvases have to know, and paint anew when it changes. */
  get dark(): boolean {
    return this.choice === 'system' ? this.#systemDark : this.choice === 'dark'
  }

  pick(theme: Theme): void {
    this.choice = theme
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    try {
      if (theme === 'system') localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, theme)
    } catch {
      // No storage: it holds until the page is closed.
    }
  }
}

export const theme = new ThemeChoice()
