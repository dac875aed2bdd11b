// Runs a Lambda function in JavaScript that is named by its Handler, as AWS's own runtime does.
//
// No packages. Only files of LAMBDA_TASK_ROOT are handlers: who may change the Handler by an API call must not be
// able to call whatever Node can load.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const util = require('util');
const { pathToFileURL } = require('url');

const ROOT = path.resolve(process.env.LAMBDA_TASK_ROOT);
const API = '/2018-06-01/runtime/';
const [HOST, PORT] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let requestId = '';

class Fault extends Error {
  constructor(name, message, cause) {
    super(message);
    this.name = name;
    if (cause && cause.stack) this.stack = cause.stack;
  }
}

// ---- The Runtime API ----

function call(method, what, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const request = http.request(
      { host: HOST, port: PORT, method, path: API + what, agent, headers: { ...sent, ...headers } },
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces).toString() }));
        response.on('error', reject);
      });
    request.on('error', reject);
    request.end(body);
  });
}

// ---- Output, all of which is there when this returns ----

// A program that has touched process.stdout has made the pipe non-blocking.
function print(text) {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length;) {
    try {
      from += fs.writeSync(1, bytes, from);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

// ---- console: a line a message, with its time, request and level ----

function patchConsole() {
  const levels = { debug: 'DEBUG', error: 'ERROR', info: 'INFO', log: 'INFO', trace: 'TRACE', warn: 'WARN' };
  for (const [name, level] of Object.entries(levels)) {
    console[name] = (...values) => {
      const text = util.format(...values).replace(/\n/g, '\r');
      print(`${new Date().toISOString()}\t${requestId || 'undefined'}\t${level}\t${text}\n`);
    };
  }
}

// ---- Errors, as Lambda hands them to the caller ----

function told(error) {
  if (error instanceof Error || (error && typeof error === 'object' && error.stack && error.message !== undefined)) {
    return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

// ---- The handler ----

function isFile(file) {
  return fs.existsSync(file) && fs.statSync(file).isFile();
}

function isModulePackage(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (isFile(file)) {
      try {
        return JSON.parse(fs.readFileSync(file)).type === 'module';
      } catch {
        return false;
      }
    }
    if (at === path.dirname(at) || path.basename(at) === 'node_modules') return false;
  }
}

async function load(folder, name) {
  const place = path.resolve(ROOT, folder, name);
  if (!place.startsWith(ROOT + path.sep)) throw notFound(folder + name);
  const js = isModulePackage(path.dirname(place)) ? 'import' : 'require';
  for (const [extension, how] of [['', 'require'], ['.js', js], ['.mjs', 'import'], ['.cjs', 'require']]) {
    const file = place + extension;
    if (!isFile(file)) continue;
    return how === 'require' ? require(file) : import(pathToFileURL(file).href);
  }
  throw notFound(folder + name);
}

function notFound(name) {
  const error = new Error(`Cannot find module '${name}'\nRequire stack:\n- /var/runtime/index.mjs`);
  error.code = 'MODULE_NOT_FOUND';
  return error;
}

async function findHandler(text) {
  if (text.includes('..')) {
    throw new Fault('Runtime.MalformedHandlerName',
      `'${text}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const base = path.basename(text);
  const folder = text.substring(0, text.indexOf(base));
  const match = base.match(/^([^.]*)\.(.*)$/);
  if (!match) throw new Fault('Runtime.MalformedHandlerName', 'Bad handler');
  let loaded;
  try {
    loaded = await load(folder, match[1]);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Fault('Runtime.UserCodeSyntaxError', String(error), error);
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw new Fault('Runtime.ImportModuleError', String(error), error);
    }
    throw error;
  }
  const handler = match[2].split('.').reduce((at, key) => at && at[key], loaded);
  if (!handler) throw new Fault('Runtime.HandlerNotFound', `${text} is undefined or not exported`);
  if (typeof handler !== 'function') throw new Fault('Runtime.HandlerNotFound', `${text} is not a function`);
  return handler;
}

// ---- One event ----

function contextOf(headers, settle) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const json = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: json('lambda-runtime-client-context'),
    identity: json('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  context.done = (error, result) => settle(error, result, context.callbackWaitsForEmptyEventLoop);
  context.succeed = (result) => settle(null, result, false);
  context.fail = (error) => settle(error === undefined || error === null ? 'handled' : error, null, false);
  return context;
}

// Resolves with {error} or {result}. A callback's result waits until nothing else is to be done, unless the context
// says otherwise; so does a handler that has neither called back nor returned a promise.
function invoke(handler, event, headers) {
  return new Promise((resolve) => {
    let outcome = null;
    const whenEmpty = () => finish(outcome || { result: null });
    const finish = (it) => {
      process.removeListener('beforeExit', whenEmpty);
      resolve(it);
    };
    const settle = (error, result, waits) => {
      if (outcome) return;
      outcome = error === undefined || error === null ? { result } : { error };
      if (!waits || outcome.error !== undefined) finish(outcome);
    };
    process.on('beforeExit', whenEmpty);
    const context = contextOf(headers, settle);
    const callback = (error, result) => settle(error, result, context.callbackWaitsForEmptyEventLoop);
    try {
      const returned = handler(event, context, callback);
      if (returned && typeof returned.then === 'function') {
        returned.then((result) => settle(null, result, false), (error) => settle(error === undefined ? 'undefined' : error, null, false));
      }
    } catch (error) {
      settle(error === undefined || error === null ? String(error) : error, null, false);
    }
  });
}

function serialized(result) {
  try {
    return JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    throw new Error(`Unable to stringify response body: ${error.message}`);
  }
}

async function serveOne(handler) {
  const next = await call('GET', 'invocation/next');
  if (next.status !== 200) process.exit(1);
  requestId = next.headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'] || '';
  let outcome = await invoke(handler, JSON.parse(next.body), next.headers);
  let body;
  if (outcome.error === undefined) {
    try {
      body = serialized(outcome.result);
    } catch (error) {
      outcome = { error };
    }
  }
  if (outcome.error === undefined) {
    await call('POST', `invocation/${requestId}/response`, body);
  } else {
    const error = told(outcome.error);
    console.error('Invoke Error', '\t' + JSON.stringify({ ...error, stack: error.trace, trace: undefined }));
    await call('POST', `invocation/${requestId}/error`, JSON.stringify(error));
  }
}

// What nobody catches ends the process, after Lambda was told.
async function die(error, status) {
  const body = told(error);
  console.error(status === 128 ? 'Unhandled Promise Rejection' : 'Uncaught Exception', '\t' + JSON.stringify(body));
  try {
    const where = requestId ? `invocation/${requestId}/error` : 'init/error';
    await call('POST', where, JSON.stringify(body), { 'Lambda-Runtime-Function-Error-Type': body.errorType });
  } finally {
    process.exit(status);
  }
}

// What AWS's runtime has and this one does not.
function defineAwslambda() {
  const refuse = () => {
    throw new Fault('Runtime.StreamingNotSupported', 'Spillway does not model streamed responses (awslambda.streamifyResponse)');
  };
  globalThis.awslambda = { streamifyResponse: refuse, HttpResponseStream: { from: refuse } };
}

async function main() {
  patchConsole();
  defineAwslambda();
  process.on('uncaughtException', (error) => die(error, 129));
  process.on('unhandledRejection', (reason) => {
    const error = new Fault('Runtime.UnhandledPromiseRejection', String(reason), reason);
    die(error, 128);
  });
  let handler;
  try {
    handler = await findHandler(process.env._HANDLER);
  } catch (error) {
    const body = told(error);
    console.error('Uncaught Exception', '\t' + JSON.stringify({ ...body, stack: body.trace, trace: undefined }));
    await call('POST', 'init/error', JSON.stringify(body), { 'Lambda-Runtime-Function-Error-Type': body.errorType });
    process.exit(1);
  }
  for (;;) await serveOne(handler);
}

main();
