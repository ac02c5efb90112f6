import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// The pages go to where the server looks for them. `npm run dev` asks a `dateline serve` on its default port.
export default defineConfig({
  plugins: [svelte()],
  build: { outDir: '../src/dateline/serving/pages', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', modulePreload: { polyfill: false } },
  server: { proxy: { '/api': process.env['DATELINE_SERVER'] ?? 'http://127.0.0.1:8765' } },
})
