// An echo application with the vendor's SDK for Node. Prints its port when it listens.

import http from 'node:http';
import { createEndpoint } from '@jambonz/sdk/websocket';

const GATHER = { input: ['speech'], actionHook: '/heard', timeout: 10, listenDuringPrompt: true };
const logger = { info() {}, error() {}, debug() {} };
const server = http.createServer();
const service = createEndpoint({ server, logger })({ path: '/' });

service.on('session:new', (session) => {
  session.locals.turns = 0;

  session.on('/heard', (result) => {
    if (result.reason !== 'speechDetected') {
      session.say({ text: 'Goodbye.' }).hangup().reply();
      return;
    }
    session.locals.turns += 1;
    const { transcript } = result.speech.alternatives[0];
    session.say({ text: `${session.locals.turns}: ${transcript}` }).gather(GATHER).reply();
  });

  session.on('call:status', ({ call_status }) => {
    if (call_status === 'in-progress') session.injectListenStatus('pause');
  });

  session.on('/redirect', () => {
    session.reply();
    session.say({ text: 'Something else.' }).send();
  });

  // What this SDK does wrong.

  session.on('/held', () => {});
  session.on('/now', () => {
    session.say({ text: 'now' }).reply();
    session.say({ text: 'held' }).reply();
  });
  session.on('/commands', () => {
    session.injectDtmf('1');
    session.injectCommand('media:path', 'no-media');
    session.reply();
  });
  session.on('/malformed', () => {
    session.sendCommand('config');
    session.reply();
  });
  session.on('/raises', () => {
    throw new Error('on purpose');
  });

  session.say({ text: 'Say something.' }).gather(GATHER).send();
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
