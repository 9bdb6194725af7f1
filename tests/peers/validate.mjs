// Asks the published validators. Reads JSON lines from stdin, {"validator": "v10" | "open-source-0.9", "verbs": [...]},
// and prints one verdict per line: null, or the error as a JSON string.
import {createInterface} from 'node:readline';
import schema from '@jambonz/schema';
import specifications from '@jambonz/verb-specifications';

const validators = {'v10': schema.validate, 'open-source-0.9': specifications.validate};
const logger = {info() {}, debug() {}, error() {}};

function verdict(text) {
  const {validator, verbs} = JSON.parse(text);
  const validate = validators[validator];
  if (!validate) throw new Error(`no validator ${validator}`);
  try {
    validate(logger, verbs);
    return null;
  } catch (error) {
    return String(error.message || error);
  }
}

let answers = [];
for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  answers.push(JSON.stringify(verdict(line)));
  if (answers.length === 1000) {
    process.stdout.write(answers.join('\n') + '\n');
    answers = [];
  }
}
if (answers.length) process.stdout.write(answers.join('\n') + '\n');
