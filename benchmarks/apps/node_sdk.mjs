// The vendor's SDK for Node: an echo application in the style of its documents.

import http from 'node:http';
import { createEndpoint } from '@jambonz/sdk/websocket';

const server = http.createServer();
const service = createEndpoint({ server })({ path: '/' });

service.on('session:new', (session) => {
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

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
