// Builds the plugin into bundle/, which is committed, so that a machine without Node.js has it too. A hash of the sources lies
// beside it: when it is theirs there is nothing to do, and a test of the Java build complains when it is not.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const bundle = join(here, 'bundle')
const hashFile = join(bundle, 'sources.sha256')

/** Of the names and texts of all that the bundle is made of; ConsoleBundleTest computes the same. */
function sourcesHash() {
  const files = [
    ...readdirSync(join(here, 'src'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name)),
    ...['build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'].map(name => join(here, name)),
  ].map(file => relative(here, file).split(sep).join('/'))
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    hash.update(file + '\n')
    hash.update(readFileSync(join(here, file), 'utf8').replaceAll('\r\n', '\n'))
  }
  return hash.digest('hex')
}

/** npm leaves this file behind when all of the lock file is installed. */
function isInstalled() {
  const installed = join(here, 'node_modules', '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(here, 'package-lock.json')).mtimeMs
}

function install() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) {
    throw new Error('The console could not be built, because npm ci failed')
  }
}

/** What Hawtio brings is taken from it, so that there is one React, and nothing is loaded twice. */
function shared(names) {
  return Object.fromEntries(names.map(name => [name, { singleton: true, import: false, requiredVersion: false }]))
}

function configuration(webpack) {
  return {
    mode: 'production',
    context: here,
    entry: {},
    output: {
      path: bundle,
      clean: true,
      publicPath: 'auto',
      uniqueName: 'outreach-routes',
      chunkFilename: '[name].[contenthash:12].js',
    },
    resolve: { extensions: ['.tsx', '.ts', '.js'] },
    module: {
      rules: [
        { test: /\.tsx?$/, use: 'ts-loader' },
        { test: /\.css$/, type: 'asset/source' },
      ],
    },
    optimization: { chunkIds: 'named' },
    performance: { maxAssetSize: 400_000 },
    plugins: [
      new webpack.container.ModuleFederationPlugin({
        // As in PluginConfiguration.java.
        name: 'outreachRoutes',
        filename: 'remoteEntry.js',
        exposes: { './plugin': { import: './src/plugin.tsx', name: 'console' } },
        shared: shared([
          'react',
          'react-dom',
          'react-router-dom',
          '@hawtio/react',
          '@patternfly/react-core',
          '@patternfly/react-table',
        ]),
      }),
    ],
  }
}

async function build() {
  if (!isInstalled()) {
    install()
  }
  const webpack = createRequire(import.meta.url)('webpack')
  const stats = await new Promise((done, failed) =>
    webpack(configuration(webpack)).run((error, result) => (error ? failed(error) : done(result))),
  )
  if (stats.hasErrors()) {
    rmSync(hashFile, { force: true })
    throw new Error(stats.toString({ all: false, errors: true }))
  }
  console.log(stats.toString({ all: false, assets: true, warnings: true }))
}

const hash = sourcesHash()
if (existsSync(hashFile) && readFileSync(hashFile, 'utf8').trim() === hash) {
  console.log('The bundle of the console is up to date')
} else {
  await build()
  writeFileSync(hashFile, hash + '\n')
}
