// Applications with the vendor's SDK for Node. Prints its port when it listens.

import http from 'node:http';
import { createEndpoint } from '@jambonz/sdk/websocket';

const GATHER = { input: ['speech'], actionHook: '/heard', timeout: 10, listenDuringPrompt: true };
const logger = { info() {}, error() {}, debug() {} };
const server = http.createServer();
const makeService = createEndpoint({ server, logger });
const service = makeService({ path: '/' });

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
  session.on('/nested', () => {
    session.gather({ input: ['speech'], say: { text: 'Say something.' } }).reply();
  });
  session.on('/raises', () => {
    throw new Error('on purpose');
  });

  session.say({ text: 'Say something.' }).gather(GATHER).send();
});

// What examples/echo.py does.

makeService({ path: '/echo' }).on('session:new', (session) => {
  const gather = { input: ['speech'], timeout: 10, actionHook: '/heard' };

  session.on('/heard', ({ speech }) => {
    const said = speech?.alternatives[0].transcript;
    if (said) session.say({ text: `You said ${said}.` }).gather(gather).reply();
    else session.say({ text: 'Goodbye.' }).hangup().reply();
  });

  session.gather({ ...gather, say: { text: 'Say something.' } }).send();
});

// What examples/ivr.py does.

makeService({ path: '/ivr' }).on('session:new', (session) => {
  const menu = {
    input: ['digits', 'speech'],
    numDigits: 1,
    timeout: 5,
    bargein: true,
    say: { text: 'For opening hours press or say 1. For sales press or say 2.' },
    actionHook: '/choice',
  };
  const words = { 1: ['1', 'one', 'hours', 'open'], 2: ['2', 'two', 'sales', 'buy'] };
  let answers = 0;

  const choice = ({ digits, speech }) => {
    if (digits) return digits;
    const said = (speech?.alternatives[0].transcript ?? '').toLowerCase();
    return Object.keys(words).find((number) => words[number].some((word) => said.includes(word)));
  };

  const transfer = (number) => {
    const target = [{ type: 'phone', number }];
    session.say({ text: 'One moment.' }).dial({ target, timeout: 20, actionHook: '/dialed' }).reply();
  };

  session.on('/choice', (answer) => {
    answers += 1;
    const chosen = choice(answer);
    if (answers > 2) transfer('+15551230009');
    else if (chosen === '1') {
      session.say({ text: 'We are open from 9 to 5, Monday to Friday. Goodbye.' }).hangup().reply();
    } else if (chosen === '2') transfer('+15551230001');
    else {
      const text = chosen === undefined ? 'I did not hear you.' : 'There is no such choice.';
      session.say({ text }).gather(menu).reply();
    }
  });

  session.on('/dialed', ({ dial_call_status }) => {
    if (dial_call_status === 'completed') session.hangup().reply();
    else session.say({ text: 'Nobody is there. Please call again later.' }).hangup().reply();
  });

  session.say({ text: 'Welcome to Acme.' }).gather(menu).send();
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
