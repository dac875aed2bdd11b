// node synth.js FOLDER: synthesises the apps and leaves FOLDER/own-constructs.template.json,
// FOLDER/pattern.template.json and FOLDER/pattern-asset.template.json, the very templates that `cdk deploy` would
// send. Needs no account and no Docker.
const fs = require('node:fs');
const path = require('node:path');
const { App } = require('aws-cdk-lib');
const ecs = require('aws-cdk-lib/aws-ecs');
const { OwnConstructs } = require('./own-constructs');
const { Pattern } = require('./pattern');

// As in the cdk.json of a new project: the flags that are recommended, and what the cdk command adds.
const context = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': true,
  ...require('aws-cdk-lib/recommended-feature-flags.json'),
};

function synthesise(folder, name, makeStack) {
  const app = new App({ context, analyticsReporting: true, outdir: path.join(folder, `${name}.out`) });
  const stack = makeStack(app, name);
  const template = app.synth().getStackByName(stack.stackName).templateFullPath;
  fs.copyFileSync(template, path.join(folder, `${name}.template.json`));
}

const folder = path.resolve(process.argv[2]);
const published = ecs.ContainerImage.fromRegistry('amazon/amazon-ecs-sample');
const built = ecs.ContainerImage.fromAsset(path.join(__dirname, 'image'));
synthesise(folder, 'own-constructs', (app, name) => new OwnConstructs(app, name));
synthesise(folder, 'pattern', (app, name) => new Pattern(app, name, { image: published }));
synthesise(folder, 'pattern-asset', (app, name) => new Pattern(app, name, { image: built }));
