/** The architecture, as rules. Each comment is what a developer sees when a rule breaks: it says what to do instead. */
const PURE = '^src/(base|model|engine|simulation)/';
const TESTS = '[.](test|deep|cases|contract)[.]ts$';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files need each other. Move the shared type to src/model or pass a function in.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'base-stands-alone',
      severity: 'error',
      comment: 'src/base is the floor: units, problems, text. It imports nothing of ours.',
      from: { path: '^src/base/' },
      to: { path: '^src/', pathNot: '^src/base/' },
    },
    {
      name: 'model-is-nouns',
      severity: 'error',
      comment: 'src/model holds the nouns, and knows nothing but src/base.',
      from: { path: '^src/model/' },
      to: { path: '^src/', pathNot: '^src/(base|model)/' },
    },
    {
      name: 'engine-parts-do-not-know-each-other',
      severity: 'error',
      comment:
        'events, rules, state and findings meet only in engine.ts and in src/pipeline. Pass data, or move a type to src/model.',
      from: { path: '^src/engine/([^/]+)/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(base|model|engine/$1)/' },
    },
    {
      name: 'engine-is-pure',
      severity: 'error',
      comment: 'The engine runs in a browser and in tests without fakes. Give it what it needs as an argument.',
      from: { path: PURE, pathNot: TESTS },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?zlib$' },
    },
    {
      name: 'engine-has-no-edges',
      severity: 'error',
      comment: 'engine.ts ties the pure parts together. I/O belongs in src/pipeline.',
      from: { path: '^src/engine/engine[.]ts' },
      to: { path: '^src/', pathNot: '^src/(base|model|engine)/' },
    },
    {
      name: 'simulation-is-data',
      severity: 'error',
      comment:
        'The simulated account makes records and knows nothing of rules or decoding: otherwise it could only agree with them.',
      from: { path: '^src/simulation/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(base|model|simulation)/' },
    },
    {
      name: 'pipeline-knows-contracts-only',
      severity: 'error',
      comment: 'The pipeline knows what a source, a store, a sink and a spill are, never which one. Hosts choose.',
      from: { path: '^src/pipeline/', pathNot: TESTS },
      to: {
        path: '^src/(edges|hosts)/',
        pathNot: '^src/edges/(sources/(live-)?source|stores/store|sinks/sink|spill/spill)[.]ts$',
      },
    },
    {
      name: 'edges-do-not-know-each-other',
      severity: 'error',
      comment:
        'A report must not read a source, a source must not spill. Only edges/aws is shared among edges. Let src/pipeline pass it on.',
      from: { path: '^src/edges/([^/]+)/', pathNot: TESTS },
      to: { path: '^src/(edges|hosts)/', pathNot: '^src/edges/(aws|$1)/' },
    },
    {
      name: 'edges-use-little-of-the-engine',
      severity: 'error',
      comment: "An edge moves data. Of the engine it may use the formats; deciding is the engine's work.",
      from: { path: '^src/edges/', pathNot: TESTS },
      to: { path: '^src/(engine/|simulation/|pipeline/|index[.]ts)', pathNot: '^src/engine/findings/formats/' },
    },
    {
      name: 'aws-sdk-only-in-aws',
      severity: 'error',
      comment: 'Every AWS call is a named function in edges/aws, with its IAM action beside it.',
      from: { path: '^src/', pathNot: '^src/edges/aws/' },
      to: { path: '@aws-sdk/' },
    },
    {
      name: 'only-responders-act',
      severity: 'error',
      comment: 'What changes an account is called by responders only, so that it is planned, shown and noted.',
      from: { path: '^src/', pathNot: '^src/edges/(aws/act|responders)/' },
      to: { path: '^src/edges/aws/act/' },
    },
    {
      name: 'the-monitor-does-not-act',
      severity: 'error',
      comment:
        'Whoever reads events may not act on them: a responder is a function of its own, reached by a message in its queue.',
      from: { path: '^src/hosts/lambda/(processor|tick)[.]ts' },
      to: { path: '^src/edges/aws/act/', reachable: true },
    },
    {
      name: 'hosts-are-leaves',
      severity: 'error',
      comment: 'Nothing imports a host: hosts only choose parts and start them.',
      from: { path: '^src/', pathNot: '^src/hosts/' },
      to: { path: '^src/hosts/' },
    },
    {
      name: 'no-dev-dependency-in-product',
      severity: 'error',
      comment: 'A user who installs this package does not get devDependencies.',
      from: { path: '^src/', pathNot: TESTS },
      // sharp is a peer, and developed with.
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/sharp/' },
    },
    {
      name: 'sharp-only-for-thumbnails',
      severity: 'error',
      comment: 'sharp is an optional peer: only the image function may need it.',
      from: { path: '^src/', pathNot: `^src/hosts/lambda/thumbnail/|${TESTS}` },
      to: { path: 'node_modules/sharp/' },
    },
    {
      name: 'no-dead-files',
      severity: 'error',
      comment: 'No entry point reaches this file. Wire it in or delete it.',
      from: {
        path: '^src/(index[.]ts|hosts/cli/main[.]ts|hosts/rules/compile-pack[.]ts|hosts/lambda/(processor|tick|thumbnail|respond-[a-z-]+)[.]ts)',
      },
      to: {
        path: '^src/',
        pathNot: `${TESTS}|^src/(index[.]ts|hosts/cli/main[.]ts|hosts/rules/compile-pack[.]ts|hosts/lambda/(processor|tick|thumbnail|respond-[a-z-]+)[.]ts)`,
        reachable: false,
      },
    },
    {
      name: 'engine-has-few-packages',
      severity: 'error',
      comment: 'The engine depends on yaml and re2js alone. Each more is paid for by every Lambda and every browser.',
      from: { path: PURE, pathNot: TESTS },
      to: { dependencyTypes: ['npm', 'npm-optional', 'npm-peer'], pathNot: 'node_modules/(yaml|re2js)/' },
    },
    { name: 'resolvable', severity: 'error', comment: 'This import leads nowhere.', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    combinedDependencies: true,
  },
};
