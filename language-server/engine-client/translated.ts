/** What the engine reports, in the language of this server's client. */
import type { TranslatableText } from "../../common/translatable-text.ts";
import type {
  EngineDevices,
  EngineDownload,
  EngineStatus,
  OneEngineStatus,
} from "../engine-protocol/protocol.ts";
import type { Download } from "../protocol/models.ts";
import type { ModelStatus, OneModelStatus } from "../protocol/status.ts";
import { translated } from "../text/l10n.ts";

export function translatedStatus({ completionModel, ...main }: EngineStatus): ModelStatus {
  return {
    ...translatedOne(main),
    ...(completionModel ? { completionModel: translatedOne(completionModel) } : {}),
  };
}

function translatedOne({ reason, advice, device, ...rest }: OneEngineStatus): OneModelStatus {
  return {
    ...rest,
    ...(device ? { device: translatedNote(device) } : {}),
    ...translatedReason(reason, advice),
  };
}

export function translatedDownload({ reason, advice, ...rest }: EngineDownload): Download {
  return { ...rest, ...translatedReason(reason, advice) };
}

/** The devices with their memory, and why there is no GPU among them. */
export type DeviceInfo = Omit<EngineDevices, "note"> & { note?: string };

export function translatedDevices(devices: EngineDevices): DeviceInfo {
  return translatedNote(devices);
}

function translatedReason(
  reason: TranslatableText | undefined,
  advice: TranslatableText | undefined,
): { reason?: string; advice?: string } {
  return {
    ...(reason ? { reason: translated(reason) } : {}),
    ...(advice ? { advice: translated(advice) } : {}),
  };
}

function translatedNote<T extends object>({ note, ...rest }: T & { note?: TranslatableText }) {
  return { ...rest, ...(note ? { note: translated(note) } : {}) };
}
