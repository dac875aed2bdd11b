// A web app with two front doors and no packages: a Lambda function behind a load balancer (index.handler), and a
// server on PORT.
'use strict';
const http = require('http');

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const where = process.env.AWS_LAMBDA_RUNTIME_API ? 'lambda' : 'server';

const routes = {
  '/health': () => ({ message: 'healthy' }),
  '/bang': () => ({ message: 'pong' }),
  '/env': () => ({ message: where }),
  '/sleep': async () => {
    await wait(15_000);
    return { message: 'awake' };
  },
};

async function answer(path) {
  const route = routes[path];
  if (!route) return { status: 404, body: { message: 'not found' } };
  return { status: 200, body: await route() };
}

exports.handler = async (event) => {
  const { status, body } = await answer(event.path);
  return {
    statusCode: status,
    statusDescription: status === 200 ? '200 OK' : '404 Not Found',
    isBase64Encoded: false,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
};

function serve(port, address) {
  const server = http.createServer(async (request, response) => {
    const { status, body } = await answer(new URL(request.url, 'http://localhost').pathname);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  // Longer than the load balancer keeps its connections, so that it is always the one to close them.
  server.keepAliveTimeout = 65_000;
  server.listen(port, address, () => console.log(`listening on ${address}:${port}`));
  process.on('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

if (require.main === module) serve(Number(process.env.PORT || 8080), process.env.BIND_ADDRESS || '0.0.0.0');
