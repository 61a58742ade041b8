import type { DockApp, DockContext } from './dock-context.ts';
import { facesBefore } from './faces.ts';
import {
  boardBodySchema,
  cameraBodySchema,
  cardBodySchema,
  chipBodySchema,
  codeBodySchema,
  deviceBodySchema,
  deviceParamsSchema,
  personSchema,
  printerBodySchema,
  problemSchema,
  stateSchema,
} from './messages.ts';
import { persons } from './persons.ts';
import { Problem } from './problem.ts';
import { stateOf } from './state.ts';

const response = { 200: stateSchema, 400: problemSchema, 409: problemSchema };

/** What a citizen's hand and a technician's hand do to the devices. Each answers with the state after it. */
export function deviceRoutes(app: DockApp, context: DockContext): void {
  const { machine, camera, chipReader } = context;

  app.get(
    '/api/persons',
    { schema: { summary: 'The invented persons whose cards can be laid', response: { 200: personSchema.array() } } },
    async () =>
      persons.map(({ id, note, card }) => ({
        id,
        note,
        cardType: card.cardType,
        name: card.name,
        englishName: card.englishName,
        sex: card.sex,
        birth: card.birth,
        number: card.number,
      })),
  );

  app.post(
    '/api/card',
    { schema: { summary: 'Lay a person’s card on the reader, or lift it (null)', body: cardBodySchema, response } },
    async ({ body: { person } }) => {
      if (person === null) machine.liftCard();
      else if (persons.some((one) => one.id === person)) machine.layCard(person);
      else throw new Problem(400, 'invalid', 'body.person: nobody of that id was invented; see /api/persons');
      return stateOf(context);
    },
  );

  app.post(
    '/api/chip',
    {
      schema: {
        summary: 'Put a person’s social security card into the slot, or pull it (null); pull or put in the slot’s plug',
        body: chipBodySchema,
        response,
      },
    },
    async ({ body }) => {
      if (chipReader === null) throw new Problem(409, 'unplugged', 'this machine has no slot for chip cards');
      if ('plugged' in body) {
        await (body.plugged ? chipReader.plug() : chipReader.unplug());
        return stateOf(context);
      }
      const { person } = body;
      if (!chipReader.plugged) throw new Problem(409, 'unplugged', 'the slot for chip cards is unplugged');
      if (person === null) await chipReader.pull();
      else if (!(await chipReader.insert(person)))
        throw new Problem(
          400,
          'invalid',
          'body.person: nobody of that id has a social security card; see /api/persons',
        );
      return stateOf(context);
    },
  );

  app.post(
    '/api/code',
    { schema: { summary: 'Hold a QR code before the scanner until it is read', body: codeBodySchema, response } },
    async ({ body: { text } }) => {
      if (!machine.isPlugged('scanner')) throw new Problem(409, 'unplugged', 'the scanner is unplugged');
      machine.showCode(text);
      return stateOf(context);
    },
  );

  app.post(
    '/api/camera',
    { schema: { summary: 'Lay something under the camera, cover it, pull it out', body: cameraBodySchema, response } },
    async ({ body }) => {
      if ('scene' in body) camera.show(body.scene);
      else if ('code' in body) camera.showCode(body.code);
      else if ('face' in body) camera.showPicture(await facesBefore([body.face]));
      else if (body.plugged) camera.plug();
      else camera.unplug();
      return stateOf(context);
    },
  );

  app.post(
    '/api/printer',
    { schema: { summary: 'Do something to the receipt printer or its paper', body: printerBodySchema, response } },
    async ({ body: { action } }) => {
      machine.printerPanel.act(action);
      return stateOf(context);
    },
  );

  app.post(
    '/api/board',
    {
      schema: {
        summary: 'Press a key of the keypad, open a door, plug a headset, turn a switch',
        body: boardBodySchema,
        response,
      },
    },
    async ({ body }) => {
      if (!machine.isPlugged('board')) throw new Problem(409, 'unplugged', 'the board is unplugged');
      const { boardPanel } = machine;
      const done = 'key' in body ? boardPanel.press(body.key) : boardPanel.turn(body.input, body.state);
      if (!done) throw new Problem(400, 'invalid', 'the board has no such key, input or state; see /api/state');
      return stateOf(context);
    },
  );

  app.post(
    '/api/devices/:name',
    {
      schema: {
        summary: 'Pull a device’s plug, or put it back',
        params: deviceParamsSchema,
        body: deviceBodySchema,
        response,
      },
    },
    async ({ params: { name }, body: { plugged } }) => {
      if (plugged) await machine.plug(name);
      else machine.unplug(name);
      return stateOf(context);
    },
  );
}
