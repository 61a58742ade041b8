import { ok, type Result } from '../../../drivers/contract/result.ts';
import type { AuditAct } from './audit-acts.ts';
import type { Connection } from './connection.ts';
import { type LedgerError, ledgerError } from './errors.ts';
import * as help from './help-requests.ts';
import * as parked from './parked-records.ts';
import * as service from './service.ts';
import * as counts from './service-counts.ts';
import * as serviceDoor from './service-door.ts';
import * as storage from './service-storage.ts';
import type { Store } from './store.ts';
import * as workOrders from './work-orders.ts';

type Outcome<T> = Result<T, LedgerError>;

/** The service side of the ledger: each act is told to the platform in the transaction that writes it down. */
export function serviceLedger(store: Store, now: () => service.Wall) {
  /** Also on a disk that is full. */
  const write = <T>(work: (connection: Connection) => Outcome<T>): Outcome<T> => store.write(work, 'staff');

  return {
    act: (act: { staff: string; act: AuditAct; detail: string }): Outcome<number> =>
      store.write(
        (connection) => service.recordAct(connection, act, now()),
        // What the machine notes of itself must not use up what lets somebody in.
        act.staff === '-' && act.act !== 'door' ? 'anybody' : 'staff',
      ),
    test: (test: service.NewTest): Outcome<number> =>
      write((connection) => service.recordTest(connection, test, now())),
    openWorkOrder: (order: { part: string; reason: string; staff: string }): Outcome<number> =>
      write((connection) => workOrders.openWorkOrder(connection, order, now())),
    closeWorkOrder: (order: { id: number; staff: string; needs: workOrders.ClosedBy }): Outcome<number> =>
      write((connection) => workOrders.closeWorkOrder(connection, order, now())),
    refill: (filled: { id: string; capacity: number; staff: string }): Outcome<number> =>
      write((connection) => service.refill(connection, filled, now())),
    /** What one paper took of several stocks is counted of all or of none. */
    consume: (used: readonly service.Use[]): Outcome<void> =>
      store.write((connection) => {
        for (const one of used) service.consume(connection, one);
        return ok(undefined);
      }),
    park: (row: { seq: number; staff: string; reason: string }): Outcome<number> =>
      write((connection) => parked.parkRecord(connection, row, now())),
    putBack: (row: { seq: number; staff: string }): Outcome<number> =>
      write((connection) => parked.putBackRecord(connection, row, now())),
    askHelp: (screen: string): Outcome<number> => store.write((connection) => help.askHelp(connection, screen, now())),
    acknowledgeHelp: (staff: string): Outcome<number> =>
      write((connection) => help.acknowledgeHelp(connection, staff, now())),
    writeDoor: (door: serviceDoor.DoorMemory): Outcome<void> =>
      write((connection) => ok(serviceDoor.writeDoor(connection, door))),
    /** How much of a lock has passed: written every minute for a day, it must not use up what lets somebody in. */
    keepDoor: (door: serviceDoor.DoorMemory): Outcome<void> =>
      store.write((connection) => ok(serviceDoor.writeDoor(connection, door))),
    /** False where the badge was used before; nothing is written then. What was used and the door: both or neither. */
    letIn: (used: serviceDoor.Used | null, door: serviceDoor.DoorMemory): Outcome<boolean> =>
      write((connection) => ok(serviceDoor.letIn(connection, { used, door, wallMs: now().wallMs }))),

    /** Bytes that are kept on the disk for all this, when nothing else fits any more. */
    reserveLeft: (): number => store.reserveLeft(),
    newestHelp: (): Outcome<help.HelpRequest | null> => store.read(help.newestHelp),
    door: (): Outcome<serviceDoor.DoorMemory | null> => store.read(serviceDoor.readDoor),
    wrongTriesSince: (wallMs: number): Outcome<number> =>
      store.read((connection) => serviceDoor.wrongTriesSince(connection, wallMs)),
    usedStep: (staff: string): Outcome<number | null> =>
      store.read((connection) => serviceDoor.usedStep(connection, staff)),
    alarmed: (): Outcome<boolean> => store.read(service.isAlarmed),
    acts: (limit: number): Outcome<service.ServiceAudit[]> =>
      store.read((connection) => service.readActs(connection, limit)),
    tests: (limit: number): Outcome<service.TestRow[]> =>
      store.read((connection) => service.readTests(connection, limit)),
    newestVerdicts: (): Outcome<service.TestRow[]> => store.read(counts.newestVerdicts),
    testCounts: (deviceClass: string): Outcome<counts.TestCount[]> =>
      store.read((connection) => counts.testCounts(connection, deviceClass)),
    paperCounts: (): Outcome<counts.PaperCount[]> => store.read(counts.paperCounts),
    /** Damage it finds ends the ledger: nothing more is written into a file that lost something. */
    storageState: (): Outcome<storage.StorageState> => {
      const state = store.read(storage.storageState);
      if (state.ok && state.value.quickCheck !== 'ok')
        store.distrust(ledgerError('corrupt', "The ledger's file did not pass its check."));
      return state;
    },
    laneStates: (): Outcome<storage.LaneState[]> => store.read(storage.laneStates),
    pendingRows: (limit: number): Outcome<storage.PendingRow[]> =>
      store.read((connection) => storage.pendingRows(connection, limit)),
    parkedRows: (): Outcome<parked.ParkedRow[]> => store.read(parked.parkedRows),
    papersUnsettled: (): Outcome<number> => store.read(counts.papersUnsettled),
    newestTests: (): Outcome<service.TestRow[]> => store.read(service.newestTests),
    workOrders: (limit: number): Outcome<service.WorkOrderRow[]> =>
      store.read((connection) => workOrders.readWorkOrders(connection, limit)),
    passedSince: (id: number): Outcome<workOrders.PassedTest[]> =>
      store.read((connection) => workOrders.passedSince(connection, id)),
    consumables: (): Outcome<service.ConsumableRow[]> => store.read(service.readConsumables),
    consumption: (id: string, day: string): Outcome<{ day: string; used: number }[]> =>
      store.read((connection) => service.readConsumption(connection, id, day)),
  };
}
export type ServiceLedger = ReturnType<typeof serviceLedger>;
