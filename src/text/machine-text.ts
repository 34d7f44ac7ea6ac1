import { bytes } from "../../common/format.ts";
import type { Machine } from "../../language-server/protocol/models.ts";
import { t } from "./l10n.ts";

/** One thing that the machine has. */
export interface MachineFact {
  icon: string;
  label: string;
  value: string;
  detail?: string;
}

/** GPUs, memory and disk. */
export function machineFacts(machine: Machine): MachineFact[] {
  const { devices, backend, note, vramTotal, vramFree, ramTotal, ramFree, diskFree, modelsFolder } = machine;
  const gpus =
    devices.length === 0
      ? [
          {
            icon: "circuit-board",
            label: t("GPU"),
            value: t("none in use"),
            ...(note ? { detail: note } : {}),
          },
        ]
      : devices.map((name) => ({
          icon: "circuit-board",
          label: name,
          value: backend,
          ...(note ? { detail: note } : {}),
        }));
  return [
    ...gpus,
    ...(vramTotal > 0
      ? [{ icon: "dashboard", label: t("GPU memory"), value: free(vramFree, vramTotal) }]
      : []),
    { icon: "server", label: t("Memory"), value: free(ramFree, ramTotal) },
    {
      icon: "database",
      label: t("Disk"),
      value: t("{0} free", bytes(diskFree)),
      detail: t("Downloads are saved in {0}", modelsFolder),
    },
  ];
}

/** What is free, in a line: "Free here: 21.3 GB on NVIDIA RTX 4090, 45.0 GB of memory, 512.0 GB of disk". */
export function machineLine(machine: Machine): string {
  const { devices, vramFree, ramFree, diskFree } = machine;
  const [memory, disk] = [bytes(ramFree), bytes(diskFree)];
  if (devices.length === 0)
    return t("No GPU in use. Available: {0} of memory, {1} of disk space", memory, disk);
  const gpu = devices.join(", ");
  return t("Available: {0} on {1}, {2} of memory, {3} of disk space", bytes(vramFree), gpu, memory, disk);
}

function free(part: number, whole: number): string {
  return t("{0} of {1} free", bytes(part), bytes(whole));
}
