// The vendor's SDK for Node: the applications of `ours.py` in the style of its documents.

import http from 'node:http';
import { createEndpoint } from '@jambonz/sdk/websocket';

const TOKENS = Array.from({ length: 200 }, (_, number) => `word${number} `);

const server = http.createServer();
const makeService = createEndpoint({ server });

makeService({ path: '/echo' }).on('session:new', (session) => {
  session.on('/heard', (event) => {
    if (event.reason === 'speechDetected') {
      const said = event.speech.alternatives[0].transcript;
      session
        .say({ text: `You said ${said}.` })
        .gather({ input: ['speech'], timeout: 10, actionHook: '/heard' })
        .reply();
    } else {
      session.say({ text: 'Goodbye.' }).hangup().reply();
    }
  });

  session
    .gather({ input: ['speech'], timeout: 10, say: { text: 'Say something.' }, actionHook: '/heard' })
    .send();
});

const speak = (session) => {
  session.on('/heard', async () => {
    for (const token of TOKENS) await session.sendTtsTokens(token);
    session.flushTtsTokens();
    session.gather({ input: ['speech'], actionHook: '/heard' }).reply();
  });

  session
    .config({ ttsStream: { enable: true } })
    .gather({ input: ['speech'], actionHook: '/heard' })
    .send();
};
makeService({ path: '/speak' }).on('session:new', speak);
makeService({ path: '/tokens' }).on('session:new', speak);

makeService({ path: '/events' }).on('session:new', (session) => {
  let seen = 0;
  session.on('/event', (event) => {
    seen += 1;
    if (event.type === 'response.done') {
      session.injectTag({ seen });
      seen = 0;
    }
  });

  session.llm({ vendor: 'openai', auth: { apiKey: 'secret' }, llmOptions: {}, eventHook: '/event' }).send();
});

makeService({ path: '/partials' }).on('session:new', (session) => {
  let text;
  session.on('/partial', (event) => {
    text = event.speech.alternatives[0].transcript;
    session.reply();
  });

  session.gather({ input: ['speech'], partialResultHook: '/partial' }).send();
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
